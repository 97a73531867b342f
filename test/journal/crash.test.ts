import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import t, { type Test } from 'tap';
import { chainStart, nextChain } from '../../protocol/change.js';
import { parseChangeId, parseResourceId, parseResourceType, parseSiteCode } from '../../protocol/ids.js';
import { journalFile, openSite, patient, upOf, write } from '../support/journal-fixtures.js';
import { uncovered } from '../support/uncovered.js';

const site = parseSiteCode('7KD');
const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const program = join(root, 'test/support/journal-crash-writer.ts');

/** Starts the writer under a shell command; `%` stands for the program and its arguments. */
function startWriter(file: string, start: number, shell = 'exec %'): ChildProcess {
  const command = shell.replace('%', `"${process.execPath}" --import tsx "${program}" "${file}" ${start}`);
  const env = { ...process.env, ...uncovered };
  return spawn('/bin/sh', ['-c', command], { cwd: root, env, stdio: ['ignore', 'pipe', 'inherit'] });
}

/** The lines that a writer said until it was killed after `linesMax`, or ended by itself. */
async function linesOf(writer: ChildProcess, linesMax: number): Promise<string[]> {
  const ended = once(writer, 'exit');
  const lines: string[] = [];
  if (writer.stdout === null) throw new Error('no output');
  for await (const line of createInterface({ input: writer.stdout })) {
    lines.push(line);
    if (lines.length === linesMax) writer.kill('SIGKILL');
  }
  await ended;
  return lines;
}

/** What a journal takes before anything is written: it grows with each migration. */
function emptySizes(t: Test): { readonly databaseBytes: number; readonly logBytes: number } {
  const file = journalFile(t);
  const { databaseBytes } = openSite(t, site, { file }).counts();
  return { databaseBytes, logBytes: statSync(`${file}-wal`).size };
}

t.test('[J1][J2] after kill -9 every acknowledged version is there, and the log is dense', async (t) => {
  const file = journalFile(t);
  const acknowledged: string[] = [];
  for (let round = 0; round < 4; round += 1) {
    acknowledged.push(...(await linesOf(startWriter(file, round * 100_000), 20 + round * 37)));
    const journal = openSite(t, site, { file });
    let missing = 0;
    for (const line of acknowledged) {
      const [type = '', id = '', versionId = ''] = line.split(' ');
      const key = { type: parseResourceType(type), id: parseResourceId(id) };
      if ((await journal.records.readVersion(key, parseChangeId(versionId))) === undefined) missing += 1;
    }
    t.equal(missing, 0, `${acknowledged.length} versions acknowledged`);
    const lane = (await journal.sync.heads(upOf(site))).find(({ seq }) => seq > 0);
    if (lane === undefined) throw new Error('nothing was written');
    let chain = chainStart({ ...upOf(site), lane: lane.lane });
    let seq = 0;
    while (seq < lane.seq) {
      const after = { seq, chain };
      const run = await journal.sync.since({ log: upOf(site), lane: lane.lane, after, changesMax: 200, bytesMax: 1e9 });
      if (run === undefined || run === 'fork') throw new Error('the log has a hole');
      chain = run.changes.reduce<Uint8Array>(nextChain, chain);
      seq = run.to;
    }
    t.same(Buffer.from(chain), Buffer.from(lane.chain), 'the chain follows from the changes');
    t.equal(seq % 2, 0, 'no half of a bundle');
    t.same(journal.verify(), { pages: true, audit: true });
    journal.close();
  }
});

t.test('after a failed write the journal refuses everything, and what was acknowledged is there', async (t) => {
  const file = journalFile(t);
  // In units of 512 bytes, or, of some shells, of 1,024.
  const blocksMax = Math.ceil((emptySizes(t).logBytes + 200_000) / 512);
  // What the runner loads into programs ends them by the signal that comes with a file which is too large.
  const shell = `unset NODE_OPTIONS; ulimit -f ${blocksMax}; exec %`;
  const lines = await linesOf(startWriter(file, 0, shell), -1);
  t.same(lines.slice(-2), ['problem disk-failed', 'then disk-failed disk-failed disk-failed']);
  const journal = openSite(t, site, { file });
  t.equal(journal.counts().versions, lines.length - 2);
  await t.resolves(write(journal, patient('later')));
});

t.test('a full disk refuses new writes, keeps the old ones, and goes on when there is room', async (t) => {
  const file = journalFile(t);
  const journal = openSite(t, site, { file, databaseBytesMax: emptySizes(t).databaseBytes + 100_000 });
  let written = 0;
  const fill = async () => {
    for (; ; written += 1) await write(journal, patient(`p${written}`, { photo: 'x'.repeat(5_000) }));
  };
  await t.rejects(fill(), { code: 'disk-full' });
  t.equal(journal.counts().versions, written);
  t.ok(await journal.records.read(patient('p0')));
  t.equal(await journal.records.read(patient(`p${written}`)), undefined);
  await t.rejects(write(journal, patient('more', { photo: 'x'.repeat(5_000) })), { code: 'disk-full' });
  journal.close();
  const roomy = openSite(t, site, { file });
  await write(roomy, patient(`p${written}`));
  t.equal(roomy.counts().versions, written + 1);
  t.same(roomy.verify(), { pages: true, audit: true });
});
