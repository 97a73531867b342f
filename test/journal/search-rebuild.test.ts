import { join } from 'node:path';
import Sqlite, { type Database } from 'better-sqlite3';
import t, { type Test } from 'tap';
import type { Journal } from '../../journal/open.js';
import type { SearchClause } from '../../journal/record-store.js';
import { searchPairSchema } from '../../journal/schema/search-pair.js';
import { searchBuiltSql } from '../../journal/sql/search-built.js';
import { keyPragmas } from '../../journal/sqlite/key.js';
import { type Change, chainStart, nextChain } from '../../protocol/change.js';
import { createSystemUuidGenerator, parseSiteCode } from '../../protocol/ids.js';
import { lane } from '../../protocol/lane.js';
import { canonicalise } from '../../record/canonical.js';
import {
  author,
  batchOf,
  downTo,
  observation,
  openSite,
  patient,
  testKey,
  write,
} from '../support/journal-fixtures.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const site = parseSiteCode('7KD');
const kinds = ['token', 'string', 'reference', 'date', 'quantity', 'pair'];
const loinc = 'http://loinc.org';

/** An observation with a pair, which programs before the table of pairs did not index. */
function measured(id: string, value: number) {
  const code = { coding: [{ system: loinc, code: '8867-4' }] };
  return observation(id, 'p1', { code, valueQuantity: { value, code: '/min' } });
}

/** What an earlier program left: the raw file, changed by hand while nobody has it open. */
function inFile<T>(file: string, work: (database: Database) => T): T {
  const database = new Sqlite(file);
  try {
    for (const pragma of keyPragmas('aegis', testKey)) database.pragma(pragma);
    return work(database);
  } finally {
    database.close();
  }
}

function rowsIn(file: string): unknown {
  return inFile(file, (database) => {
    const all = (kind: string) =>
      database
        .prepare(`SELECT p.name, s.* FROM search_${kind} s JOIN parameter p ON p.id = s.parameter`)
        .all()
        .map((row) => JSON.stringify({ ...(row as object), parameter: undefined }))
        .sort();
    return Object.fromEntries(kinds.map((kind) => [kind, all(kind)]));
  });
}

/** As it is when the migration has just run over what a program before it left. */
function asBefore(file: string): void {
  inFile(file, (database) => {
    database.exec(`DROP TABLE search_pair; DROP TABLE search_built; ${searchPairSchema.site}
      DELETE FROM search_token WHERE parameter IN (SELECT id FROM parameter WHERE name = 'address-use');
      DELETE FROM parameter WHERE name IN ('address-use', 'code-value-quantity')`);
  });
}

interface Scene {
  readonly file: string;
  /** The rows as they should be. */
  readonly rows: unknown;
}

async function oldSite(t: Test): Promise<Scene> {
  const file = join(temporaryFolder(t), 'journal.db');
  const journal = openSite(t, site, { file });
  await write(journal, patient('p1', { gender: 'female', address: [{ use: 'home', city: 'Garoua' }] }));
  for (let count = 0; count < 12; count += 1) await write(journal, measured(`o${count % 8}`, 60 + count));
  await journal.records.commitBundle({ author, entries: [{ verb: 'delete', key: measured('o7', 0) }] });
  journal.close();
  const rows = rowsIn(file);
  asBefore(file);
  return { file, rows };
}

const gender: SearchClause = { kind: 'token', parameter: 'gender', values: [{ prefix: 'eq', text: 'female' }] };
const addressUse: SearchClause = { kind: 'token', parameter: 'address-use', values: [{ prefix: 'eq', text: 'home' }] };

function ask(journal: Journal, clause: SearchClause) {
  const query = { type: patient('p').type, clauses: [clause], count: 5, total: false, includes: [] };
  return { query, page: () => journal.records.search(query) };
}

t.test('[J20] rows of an earlier program are made again in rounds, over cuts, while the site works on', async (t) => {
  const { file, rows } = await oldSite(t);
  let journal = openSite(t, site, { file });
  t.equal(journal.searchRebuild.waitingVersions, 14);
  t.equal((await ask(journal, gender).page()).versions.length, 1, 'what it knew is found as before');
  t.equal((await ask(journal, addressUse).page()).versions.length, 0);
  t.equal(await journal.searchRebuild.round(3), 11);
  t.equal((await ask(journal, addressUse).page()).versions.length, 1);
  journal.close();
  journal = openSite(t, site, { file });
  t.equal(journal.searchRebuild.waitingVersions, 11, 'a cut repeats nothing');
  await write(journal, measured('o1', 300));
  t.equal(journal.searchRebuild.waitingVersions, 11, 'what is written now has its rows');
  await write(journal, measured('o1', 69));
  while ((await journal.searchRebuild.round(4)) > 0);
  await journal.searchRebuild.keep();
  journal.close();
  const again = rowsIn(file);
  t.same(again, rows, 'as this program would have written them');
  t.equal(openSite(t, site, { file }).searchRebuild.waitingVersions, 0);
});

t.test('[J20] what a program that was brought back wrote is made again by the next', async (t) => {
  const file = join(temporaryFolder(t), 'journal.db');
  const journal = openSite(t, site, { file });
  await write(journal, measured('o1', 60), measured('o2', 61));
  journal.close();
  const cursor = inFile(file, (database) => database.prepare(searchBuiltSql.read.text).get() as { cursor: number });
  t.equal(cursor.cursor, 2, 'a stop leaves nothing to look at');
  const after = openSite(t, site, { file });
  await write(after, measured('o3', 62));
  await after.records.commitBundle({ author, entries: [{ verb: 'delete', key: measured('o2', 0) }] });
  after.close();
  const rows = rowsIn(file);
  // The earlier program knows neither the pairs of what it writes, nor those of what it removes, nor the cursor.
  inFile(file, (database) => {
    const key = 'SELECT id FROM resource WHERE fhir_id = ';
    database.exec(`DELETE FROM search_pair WHERE resource = (${key}'o3');
      INSERT INTO search_pair SELECT parameter, code, system, 61, '/min', '', (${key}'o2') FROM search_pair LIMIT 1;
      UPDATE search_built SET cursor = 2`);
  });
  t.not(JSON.stringify(rowsIn(file)), JSON.stringify(rows));
  const next = openSite(t, site, { file });
  t.equal(next.searchRebuild.waitingVersions, 2);
  t.equal(await next.searchRebuild.round(10), 0);
  next.close();
  t.same(rowsIn(file), rows);
});

/** A version that another site wrote beside what this one wrote after `predecessor`. */
async function hearOf(journal: Journal, body: object, predecessor: string): Promise<void> {
  const log = downTo(site);
  const change = {
    ...{ changeId: createSystemUuidGenerator()(), method: 'put', type: 'Patient', resourceId: 'p1' },
    ...{ predecessors: [predecessor], author: 'Practitioner/far', origin: parseSiteCode('8AB'), groupEnd: true },
    stamp: { milliseconds: Date.now(), counter: 0 },
    body: Buffer.from(canonicalise(JSON.stringify(body))),
  } as unknown as Change;
  const chainBefore = chainStart({ ...log, lane: lane.clinical });
  const run = { from: 1, to: 1, chainBefore, chainAfter: nextChain(chainBefore, change), changes: [change] };
  await journal.sync.applyBatches([batchOf(log, lane.clinical, run)]);
}

t.test('[J20] of a resource with several heads the rows are made of what they show together', async (t) => {
  const file = join(temporaryFolder(t), 'journal.db');
  const journal = openSite(t, site, { file });
  const person = { name: [{ family: 'Ngo' }], gender: 'female' };
  const [first] = await write(journal, patient('p1', person));
  await write(journal, patient('p1', { ...person, gender: 'male' }));
  const married = { ...person, name: [{ family: 'Ngo' }], telecom: [{ system: 'phone', value: '699001122' }] };
  await hearOf(journal, { resourceType: 'Patient', id: 'p1', ...married }, String(first?.versionId));
  t.equal(journal.counts().concurrent, 1);
  journal.close();
  const rows = rowsIn(file);
  t.match(JSON.stringify(rows), /male.*699001122|699001122.*male/, 'of one head and of the other');
  inFile(file, (database) => {
    for (const kind of kinds) database.exec(`DELETE FROM search_${kind}`);
    database.exec('UPDATE search_built SET format = 0');
  });
  const next = openSite(t, site, { file });
  t.equal(next.searchRebuild.waitingVersions, 3);
  // One version a round, so that each head is made alone.
  while ((await next.searchRebuild.round(1)) > 0);
  next.close();
  t.same(rowsIn(file), rows);
});

t.test('[J21] a search says while rows are made again; what was not indexed then decides no condition', async (t) => {
  const { file } = await oldSite(t);
  const journal = openSite(t, site, { file });
  t.equal((await ask(journal, gender).page()).incomplete, true);
  const nothing = { author, entries: [] };
  t.same(await journal.records.rehearse(nothing, [ask(journal, gender).query]), [['p1']]);
  await t.rejects(journal.records.rehearse(nothing, [ask(journal, addressUse).query]), { code: 'index-rebuilding' });
  const exact = (parameter: typeof gender) => journal.records.search({ ...ask(journal, parameter).query, exact: true });
  t.equal((await exact(gender)).versions.length, 1);
  await t.rejects(exact(addressUse), { code: 'index-rebuilding' });
  const condition = { query: ask(journal, addressUse).query, found: [], when: 'before' as const };
  const entries = [{ verb: 'update' as const, resource: patient('p2') }];
  await t.rejects(journal.records.commitBundle({ author, entries, conditions: [condition] }), {
    code: 'index-rebuilding',
  });
  await journal.searchRebuild.round(100);
  t.same(await journal.records.rehearse(nothing, [ask(journal, addressUse).query]), [['p1']]);
  t.equal((await ask(journal, gender).page()).incomplete, undefined);
});

t.test('[J20] the hub has nothing to make again beside its file', async (t) => {
  const { nothingToRebuild } = await import('../../journal/search-rebuild/search-rebuild-store.js');
  t.equal(await nothingToRebuild.round(1), 0);
  await nothingToRebuild.keep();
});

t.test('[J20] a program that is brought back takes no rows of a later one for whole', async (t) => {
  const { file } = await oldSite(t);
  const journal = openSite(t, site, { file });
  await journal.searchRebuild.round(100);
  journal.close();
  inFile(file, (database) => database.exec('UPDATE search_built SET format = format + 1'));
  const before = openSite(t, site, { file });
  const nothing = { author, entries: [] };
  await t.rejects(before.records.rehearse(nothing, [ask(before, gender).query]), { code: 'index-rebuilding' });
  await before.searchRebuild.round(100);
  t.same(await before.records.rehearse(nothing, [ask(before, gender).query]), [['p1']]);
});
