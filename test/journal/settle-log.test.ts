import { copyFileSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import t from 'tap';
import { readFrameHead, shapeOf } from '../../journal/sqlite/left-over-log.js';
import { parseSiteCode } from '../../protocol/ids.js';
import { journalFile, openSite, patient, type Teardown, write } from '../support/journal-fixtures.js';

const site = parseSiteCode('7KD');

t.test('[W6] what an earlier run left in the write-ahead log is written and synced again at opening', async (t) => {
  const running = journalFile(t);
  const journal = openSite(t, site, { file: running });
  await write(journal, patient('p1'));
  // As a program that died leaves it.
  const file = journalFile(t);
  for (const end of ['', '-wal']) copyFileSync(`${running}${end}`, `${file}${end}`);
  const [log, before] = [`${file}-wal`, readFileSync(`${file}-wal`)];
  utimesSync(log, 1, 1);
  const again = openSite(t, site, { file });
  t.ok(statSync(log).mtimeMs > 1_000, 'all of it is on its way to the disk once more');
  t.ok(readFileSync(log).subarray(0, before.length).equals(before), 'as it was');
  t.ok(await again.records.read(patient('p1')));
  await write(again, patient('p2'));
  t.same(again.verify(), { pages: true, audit: true });
});

/** The files of a journal as a program that died leaves them, after so many commits of one version each. */
async function leftBehind(t: Teardown, commits: number): Promise<string> {
  const running = journalFile(t);
  openSite(t, site, { file: running }).close();
  const journal = openSite(t, site, { file: running });
  for (let count = 0; count < commits; count += 1) await write(journal, patient(`p${count}`));
  const file = journalFile(t);
  for (const end of ['', '-wal']) copyFileSync(`${running}${end}`, `${file}${end}`);
  return file;
}

const frameBytes = 24 + 4_096;

t.test('[W7] a commit that was certain and is damaged is told, not left out in silence', async (t) => {
  const file = await leftBehind(t, 20);
  const log = `${file}-wal`;
  const sound = readFileSync(log);
  const damaged = Buffer.from(sound);
  const middle = Math.floor((sound.length - 32) / frameBytes / 2);
  damaged.fill(0x5a, 32 + middle * frameBytes + 500, 32 + middle * frameBytes + 516);
  writeFileSync(log, damaged);
  t.throws(() => openSite(t, site, { file }), { code: 'database-corrupt' });
  t.ok(readFileSync(log).equals(damaged), 'and nothing is touched');
  writeFileSync(log, sound);
  const journal = openSite(t, site, { file });
  t.equal(journal.counts().versions, 20, 'with the page back all is there');
  t.same(journal.verify(), { pages: true, audit: true });
});

t.test('[W6] the part of a commit that was under way is left out and cut off', async (t) => {
  const file = await leftBehind(t, 3);
  const log = `${file}-wal`;
  const torn = readFileSync(log).subarray(0, -1_000);
  writeFileSync(log, torn);
  const journal = openSite(t, site, { file });
  t.equal(journal.counts().versions, 2);
  t.equal((statSync(log).size - 32) % frameBytes, 0);
  t.ok(statSync(log).size < torn.length, 'so that parts of several commits never lie behind one another');
  await write(journal, patient('later'));
  t.same(journal.verify(), { pages: true, audit: true });
});

t.test('[W6][W7] a head that a power cut may have torn between two logs ends no commit', async (t) => {
  const head = Buffer.alloc(24);
  head.writeUInt32BE(0x377f0682, 0);
  head.writeUInt32BE(frameBytes - 24, 8);
  const logHead = Buffer.concat([head, Buffer.alloc(8)]);
  const shape = shapeOf(logHead, 32 + 200 * frameBytes);
  if (shape === undefined) throw new Error('it is a log');
  const commit = Buffer.alloc(24);
  commit.writeUInt32BE(115, 4);
  const believed = Array.from({ length: shape.frames }, (_, frame) => readFrameHead(shape, frame, commit).isCommit);
  t.equal(believed[105], false, 'it begins 8 bytes before the end of a sector');
  t.equal(believed[106], true);
  t.equal(believed.filter((is) => !is).length, 3, 'one in 64 is not believed');
});
