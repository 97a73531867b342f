import { copyFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import t, { type Test } from 'tap';
import type { Journal } from '../../../journal/open.js';
import { migrate, migrationsOf } from '../../../journal/schema/migrations.js';
import { keyPragmas } from '../../../journal/sqlite/key.js';
import { openDatabase } from '../../../journal/sqlite/open-database.js';
import { hubCode } from '../../../protocol/ids.js';
import { author, observation, openHub, patient, testKey, write } from '../../support/journal-fixtures.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const kinds = ['token', 'string', 'reference', 'date', 'quantity', 'pair'];
const tables = [...kinds.map((kind) => `search_${kind}`), 'parameter'];

interface Scene {
  readonly hub: Journal;
  readonly journalFile: string;
  readonly searchFile: string;
}

function scene(t: Test): Scene {
  const folder = temporaryFolder(t);
  const journalFile = join(folder, 'journal.db');
  return { hub: openHub(t, { file: journalFile }), journalFile, searchFile: join(folder, 'search.db') };
}

async function index(hub: Journal, changesMax = 100): Promise<boolean> {
  let madeAnew = false;
  for (;;) {
    const indexed = await hub.fanout.index(changesMax);
    madeAnew ||= indexed.madeAnew;
    if (indexed.waitingChanges === 0) return madeAnew;
  }
}

/** All that a search file says, but for the order in which it came there. */
function rowsOf(file: string): unknown {
  const database = new Sqlite(file);
  try {
    for (const pragma of keyPragmas('aegis', testKey)) database.pragma(pragma);
    const all = (table: string) => database.prepare(`SELECT * FROM ${table}`).all();
    return Object.fromEntries([...tables, 'search_indexed', 'search_state'].map((table) => [table, all(table)]));
  } finally {
    database.close();
  }
}

async function fill(hub: Journal): Promise<void> {
  for (let count = 0; count < 40; count += 1) {
    await write(hub, patient(`p${count % 15}`, { gender: count % 2 === 0 ? 'female' : 'male', birthDate: '1990' }));
    await write(hub, observation(`o${count}`, `p${count % 15}`, { effectiveDateTime: '2026-01-10' }));
  }
  await hub.records.commitBundle({ author, entries: [{ verb: 'delete', key: observation('o3', 'p3') }] });
}

async function females(hub: Journal): Promise<string[]> {
  const values = [{ prefix: 'eq' as const, text: 'female' }];
  const clauses = [{ kind: 'token' as const, parameter: 'gender', values }];
  const query = { type: patient('p').type, clauses, count: 50, total: false, includes: [] };
  return (await hub.records.search(query)).versions.map(({ id }) => id as string).sort();
}

t.test('[J5] what was changed or deleted never shows for what it was, however late the index is', async (t) => {
  const { hub } = scene(t);
  await write(hub, patient('p1', { gender: 'female' }), patient('p2', { gender: 'female' }), patient('p3', {}));
  await write(hub, observation('o1', 'p2'), observation('o2', 'p1'));
  await index(hub);
  t.same(await females(hub), ['p1', 'p2']);
  await write(hub, patient('p1', { gender: 'male' }), observation('o1', 'p3'));
  await hub.records.commitBundle({ author, entries: [{ verb: 'delete', key: patient('p2') }] });
  t.same(await females(hub), [], 'at once');
  const [type, subject] = [observation('o', 'p').type, 'subject'];
  const about = (text: string) => ({
    ...{ type, count: 9, total: false, includes: [] },
    clauses: [{ kind: 'reference' as const, parameter: subject, values: [{ prefix: 'eq' as const, text }] }],
  });
  t.same((await hub.records.search(about('p2'))).versions, []);
  const include = { direction: 'reverse', type, parameter: subject } as const;
  const ofP2 = {
    type: patient('p').type,
    clauses: [],
    count: 9,
    total: true,
    includes: [{ ...include, iterate: false }],
  };
  const page = await hub.records.search(ofP2);
  t.equal(page.total, 2, 'without a clause of the index all that is there is found, and nothing deleted');
  t.same(page.included.map(({ id }) => id).sort(), ['o2'], 'and what no longer points at it is not included');
  await index(hub);
  t.same(
    (await hub.records.search(about('p3'))).versions.map(({ id }) => id),
    ['o1'],
  );
  t.same(await females(hub), []);
});

t.test('[J5] it does not matter in how many rounds the index is built', async (t) => {
  const [one, other] = [scene(t), scene(t)];
  for (const { hub } of [one, other]) await fill(hub);
  await index(one.hub, 1);
  await index(other.hub, 1_000);
  const [oneRows, otherRows] = [rowsOf(one.searchFile), rowsOf(other.searchFile)] as Record<string, unknown[]>[];
  for (const table of [...tables, 'search_indexed']) {
    t.same(oneRows?.[table], otherRows?.[table], table);
    t.ok(
      (oneRows?.[table]?.length ?? 0) > 0 || ['search_string', 'search_quantity', 'search_pair'].includes(table),
      table,
    );
  }
});

/** What may have happened to a search file while the hub was stopped. */
const mishaps: Readonly<Record<string, (scene: Scene, t: Test) => void>> = {
  missing: ({ searchFile }) => rmSync(searchFile),
  empty: ({ searchFile }) => writeFileSync(searchFile, ''),
  'not a database': ({ searchFile }) => writeFileSync(searchFile, Buffer.alloc(8_192, 7)),
  damaged: ({ searchFile }) => {
    const bytes = readFileSync(searchFile);
    bytes.fill(0x5a, bytes.length / 2, bytes.length / 2 + 64);
    writeFileSync(searchFile, bytes);
  },
  'under another key': ({ searchFile }) => {
    rmSync(searchFile);
    const database = new Sqlite(searchFile);
    for (const pragma of keyPragmas('aegis', 'b2'.repeat(32))) database.pragma(pragma);
    database.exec('CREATE TABLE search_state (a)');
    database.close();
  },
  'of another format': ({ searchFile }) => {
    const database = new Sqlite(searchFile);
    for (const pragma of keyPragmas('aegis', testKey)) database.pragma(pragma);
    database.exec('UPDATE search_state SET format = 0');
    database.close();
  },
};

for (const [what, happen] of Object.entries(mishaps)) {
  t.test(`[J6] a search file that is ${what} is made anew, with the same rows`, async (t) => {
    const before = scene(t);
    await fill(before.hub);
    await index(before.hub);
    before.hub.close();
    const rows = rowsOf(before.searchFile);
    happen(before, t);
    const hub = openHub(t, { file: before.journalFile });
    await index(hub);
    t.ok((await females(hub)).length > 0);
    hub.close();
    t.same(rowsOf(before.searchFile), rows);
  });
}

t.test('[J6] a search file that is ahead of a restored journal, or of another one, is made anew', async (t) => {
  const { hub, journalFile, searchFile } = scene(t);
  await write(hub, patient('p1', { gender: 'female' }));
  const copy = `${journalFile}.copy`;
  await hub.backups.copyTo(copy);
  // What took this place in the order is gone with the restore, and another will stand there.
  await write(hub, patient('p2', { gender: 'male' }));
  await index(hub);
  hub.close();
  for (const end of ['-wal', '-shm']) rmSync(`${journalFile}${end}`, { force: true });
  copyFileSync(copy, journalFile);
  const restored = openHub(t, { file: journalFile });
  await write(restored, patient('p3', { gender: 'female' }));
  await index(restored);
  t.same(await females(restored), ['p1', 'p3']);
  restored.close();
  const other = scene(t);
  await write(other.hub, patient('q1', { gender: 'male' }), patient('q2', { gender: 'female' }));
  other.hub.close();
  copyFileSync(searchFile, other.searchFile);
  const reopened = openHub(t, { file: other.journalFile });
  await index(reopened);
  t.same(await females(reopened), ['q2']);
});

t.test('[J6] damage that is met while the hub runs is told, and mended at the next round', async (t) => {
  const { hub, searchFile } = scene(t);
  await fill(hub);
  await index(hub);
  const expected = await females(hub);
  hub.close();
  const again = openHub(t, { file: searchFile.replace('search.db', 'journal.db') });
  await index(again);
  const bytes = readFileSync(searchFile);
  bytes.fill(0x5a, 4_096);
  writeFileSync(searchFile, bytes);
  await t.rejects(females(again), { code: 'index-rebuilding' });
  t.equal(await index(again), true, 'told');
  t.same(await females(again), expected);
});

t.test('[J4][J6] the search rows of an earlier hub move into their own file', async (t) => {
  const file = join(temporaryFolder(t), 'journal.db');
  const list = migrationsOf('site');
  const connection = openDatabase({ file, key: testKey, cipher: 'aegis', migrationMax: list.length });
  // As hubs were before: the tables in the journal, up to the migration before the one that moves them.
  const before = migrationsOf('hub').findIndex((text) => text.includes('DROP TABLE search_token'));
  migrate(connection, 10, list.slice(0, before));
  connection.execute(`INSERT INTO node (id, role, site, epoch, hub_epoch, clock_milliseconds, clock_counter, audit_chain)
    VALUES (1, 'hub', '${hubCode}', 1, 1, 0, 0, zeroblob(32)); INSERT INTO progress VALUES ('index', 7)`);
  connection.close();
  const hub = openHub(t, { file });
  await write(hub, patient('p1', { gender: 'female' }));
  await index(hub);
  t.same(await females(hub), ['p1']);
  t.ok(existsSync(file.replace('journal.db', 'search.db')));
  t.throws(() => openHub(t, { file, role: 'site' }), { code: 'usage-wrong' });
  hub.close();
  t.same(await females(openHub(t, { file })), ['p1']);
});

t.test('[P5] a change that cannot be indexed is skipped and told; all others are found', async (t) => {
  const { hub, searchFile } = scene(t);
  await write(hub, patient('p0'));
  await index(hub);
  const database = new Sqlite(searchFile);
  for (const pragma of keyPragmas('aegis', testKey)) database.pragma(pragma);
  // Stands for code that stumbles over one body.
  database.exec(`CREATE TRIGGER stumble BEFORE INSERT ON search_indexed WHEN NEW.resource = 3
    BEGIN SELECT RAISE(ABORT, 'stumbled'); END`);
  database.close();
  for (const id of ['p1', 'p2', 'p3']) await write(hub, patient(id, { gender: 'female' }));
  t.match(await hub.fanout.index(100), { waitingChanges: 0, skippedChanges: 1 });
  t.same(await females(hub), ['p1', 'p3']);
  await write(hub, patient('p4', { gender: 'female' }));
  t.equal((await hub.fanout.index(100)).skippedChanges, undefined, 'told once');
});
