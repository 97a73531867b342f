import Sqlite from 'better-sqlite3';
import t from 'tap';
import type { Journal } from '../../../journal/open.js';
import { keyPragmas } from '../../../journal/sqlite/key.js';
import { parseSiteCode } from '../../../protocol/ids.js';
import { erasureOf } from '../../support/erasures.js';
import { author, journalFile, openSite, patient, testKey, write } from '../../support/journal-fixtures.js';
import { codeOf } from '../../support/problem-of.js';

t.setTimeout(300_000);

const site = parseSiteCode('7KD');
const job = { id: 'e1', author, request: 'http://x/fhir/$export', ofPatients: false, types: new Set(['Patient']) };
const output = { type: 'Patient', kind: 'output' } as const;
const word = 'Mbargafamily';

async function addPatients(journal: Journal, count: number): Promise<void> {
  for (let from = 0; from < count; from += 250) {
    const more = Array.from({ length: Math.min(250, count - from) }, (_, index) =>
      patient(`p${from + index}`, { name: [{ family: word }] }),
    );
    await write(journal, ...more);
  }
}

async function textOf({ exportJobs }: Journal): Promise<string> {
  const texts = (await exportJobs.parts(job.id, output)).map(({ part }) => exportJobs.read(job.id, output, part));
  return Buffer.concat(await Promise.all(texts)).toString();
}

t.test('[J26] others have their turn within a part, after each few resources', async (t) => {
  let turns = 0;
  const soon = (act: () => void) => {
    turns += 1;
    setImmediate(act);
  };
  const journal = openSite(t, site, { soon });
  await addPatients(journal, 1_000);
  await journal.exportJobs.begin(job);
  turns = 0;
  t.equal(await journal.exportJobs.advance(), true);
  t.ok(turns >= 1_000 / 50 - 1, `${turns} turns while a part was found`);
  turns = 0;
  const [part] = await journal.exportJobs.parts(job.id, output);
  await journal.exportJobs.read(job.id, output, part?.part ?? 0);
  t.ok(turns >= 1_000 / 50 - 1, `${turns} turns while it was read`);
});

t.test('[F105][J26] what is kept of an export are keys, and nothing of a record', async (t) => {
  const file = journalFile(t);
  const journal = openSite(t, site, { file });
  await addPatients(journal, 1_500);
  await journal.exportJobs.begin(job);
  while (await journal.exportJobs.advance());
  const lines = (await textOf(journal)).split('\n').slice(0, -1);
  t.equal(new Set(lines.map((line) => JSON.parse(line).id)).size, 1_500);
  const database = openBeside(t, file);
  const rows = [
    ...database.prepare('SELECT * FROM bulk_export').all(),
    ...database.prepare('SELECT * FROM bulk_export_part').all(),
  ];
  const kept = Buffer.concat(
    rows.flatMap((row) =>
      Object.values(row as object).map((value) => (value instanceof Uint8Array ? value : Buffer.from(String(value)))),
    ),
  );
  t.ok(kept.length < 1_500 * 8, `${kept.length} bytes`);
  t.notOk(kept.includes(word));
});

t.test('[F105] what cannot be shown as it was is refused', async (t) => {
  const file = journalFile(t);
  const journal = openSite(t, site, { file });
  await addPatients(journal, 3);
  await journal.exportJobs.begin(job);
  while (await journal.exportJobs.advance());
  const before = await textOf(journal);
  // As the hub's word about a stamp that it did not believe does (rule T4).
  openBeside(t, file).exec('UPDATE version SET merge_milliseconds = 1, merge_counter = 0 WHERE id = 2');
  const [part] = await journal.exportJobs.parts(job.id, output);
  t.match(before, /"lastUpdated"/);
  t.equal(await codeOf(journal.exportJobs.read(job.id, output, part?.part ?? 0)), 'export-stale');
});

t.test('[W11] an export that was made before an erasure hands out nothing of what it destroyed', async (t) => {
  const journal = openSite(t, site);
  await addPatients(journal, 3);
  await journal.exportJobs.begin(job);
  while (await journal.exportJobs.advance());
  t.match(await textOf(journal), word);
  await journal.exportJobs.begin({ ...job, id: 'e2' });
  for (const id of ['p0', 'p1', 'p2']) await journal.erasures.erase(erasureOf(id));
  const [part] = await journal.exportJobs.parts(job.id, output);
  t.equal(await codeOf(journal.exportJobs.read(job.id, output, part?.part ?? 0)), 'export-stale');
  while (await journal.exportJobs.advance());
  t.strictSame(await journal.exportJobs.parts('e2', output), [], 'one under way finds it no more');
});

t.test('[F107] an export goes on in another run of the program, and skips and repeats nothing', async (t) => {
  const file = journalFile(t);
  const first = openSite(t, site, { file });
  await addPatients(first, 2_500);
  await first.exportJobs.begin(job);
  await first.exportJobs.advance();
  t.match(await first.exportJobs.find(job.id), { state: 'working', lines: 1_000 });
  // Cut in the middle of a part: it is found again.
  const cut = first.exportJobs.advance();
  await new Promise((resolve) => setImmediate(resolve));
  first.close();
  await t.rejects(cut);
  const next = openSite(t, site, { file });
  await write(next, patient('later'));
  while (await next.exportJobs.advance());
  t.match(await next.exportJobs.find(job.id), { state: 'done', lines: 2_500 });
  const ids = (await textOf(next))
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line).id as string);
  t.equal(ids.length, 2_500);
  t.equal(new Set(ids).size, 2_500);
  t.notOk(ids.includes('later'));
});

t.test('[F104] one that is cancelled in the middle of a part leaves nothing', async (t) => {
  const file = journalFile(t);
  const journal = openSite(t, site, { file });
  await addPatients(journal, 500);
  await journal.exportJobs.begin(job);
  const under = journal.exportJobs.advance();
  await journal.exportJobs.remove(job.id);
  await under;
  t.equal(await journal.exportJobs.advance(), false);
  t.equal(await journal.exportJobs.find(job.id), undefined);
  t.strictSame(openBeside(t, file).prepare('SELECT * FROM bulk_export_part').all(), []);
});

function openBeside(t: { teardown(close: () => unknown): unknown }, file: string) {
  const database = new Sqlite(file);
  for (const pragma of keyPragmas('aegis', testKey)) database.pragma(pragma);
  t.teardown(() => database.close());
  return database;
}

t.test('[T24] an export that a wrong clock stamped is kept for as long as it was meant to be', async (t) => {
  const day = 24 * 3_600_000;
  const clock = { milliseconds: Date.parse('2106-01-01T00:00:00Z') };
  const { exportJobs } = openSite(t, site, { now: () => clock.milliseconds });
  await exportJobs.begin(job);
  while (await exportJobs.advance());
  const sinceMilliseconds = clock.milliseconds;
  clock.milliseconds = Date.parse('2026-11-22T10:00:00Z');
  const earlier = await exportJobs.begin({ ...job, id: 'e0', author: 'Practitioner/other' });
  await exportJobs.move({ sinceMilliseconds, byMilliseconds: clock.milliseconds - sinceMilliseconds });
  const healed = await exportJobs.find(job.id);
  t.equal(healed?.begunMilliseconds, clock.milliseconds);
  t.equal(healed?.endedMilliseconds, clock.milliseconds);
  t.equal((await exportJobs.find('e0'))?.begunMilliseconds, earlier.begunMilliseconds, 'the others stay');
  clock.milliseconds += 2 * day;
  await exportJobs.forget();
  t.equal(await exportJobs.find(job.id), undefined, 'and is not kept for eighty years');
});
