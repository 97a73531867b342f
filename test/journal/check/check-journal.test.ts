import { closeSync, existsSync, openSync, readdirSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import t from 'tap';
import { checkJournal } from '../../../journal/check/check-journal.js';
import { openJournal } from '../../../journal/open.js';
import { openKeyed } from '../../../journal/sqlite/keyed.js';
import { openReader } from '../../../journal/sqlite/open-reader.js';
import { hubCode } from '../../../protocol/ids.js';
import { journalFile, testKey } from '../../support/journal-fixtures.js';
import { problemOf } from '../../support/problem-of.js';
import { writePatient } from '../../support/programs-records.js';

const site = { role: 'hub', site: hubCode, epoch: 1, key: testKey } as const;

t.test(
  '[O1] a journal is read page by page, and neither it nor what lies beside it is other than before',
  async (t) => {
    const file = journalFile(t);
    const journal = openJournal({ file, ...site });
    for (let count = 0; count < 60; count += 1) await writePatient(journal, `Patient ${count}`);
    const place = { file, key: testKey, cipher: 'aegis' } as const;
    const held = checkJournal(place, true);
    t.match(held, { isSound: true, migration: Number, backupMilliseconds: null });
    t.ok(held.migration > 20 && held.bytes > 0);
    await writePatient(journal, 'while a reader looked');
    journal.close();

    const before = { names: readdirSync(dirname(file)), bytes: readFileSync(file) };
    t.equal(checkJournal(place, false).isSound, true);
    t.strictSame(readdirSync(dirname(file)), before.names);
    t.strictSame(readFileSync(file), before.bytes);
  },
);

t.test('[O1] a writer goes on while somebody reads', async (t) => {
  const file = journalFile(t);
  const journal = openJournal({ file, ...site });
  t.teardown(() => journal.close());
  const reader = openReader(file, 'aegis', testKey);
  t.teardown(() => reader.close());
  reader.execute('BEGIN');
  reader.pragma('schema_version');
  await writePatient(journal, 'written beside an open look');
  reader.execute('COMMIT');
  t.equal(checkJournal({ file, key: testKey, cipher: 'aegis' }, true).isSound, true);
});

t.test('[O1] a damaged page is found, and another key is refused', async (t) => {
  const file = journalFile(t);
  const journal = openJournal({ file, ...site });
  for (let count = 0; count < 60; count += 1) await writePatient(journal, `Patient ${count}`);
  const root = rootOf(file, 'version');
  journal.close();
  const place = { file, key: testKey, cipher: 'aegis' } as const;
  t.equal(
    problemOf(() => checkJournal({ ...place, key: 'b2'.repeat(32) }, false)),
    'database-corrupt',
  );
  const bytes = readFileSync(file);
  const spoil = (page: number): Buffer => {
    const descriptor = openSync(file, 'r+');
    writeSync(descriptor, Buffer.alloc(512, 7), 0, 512, (page - 1) * 4096 + 1_000);
    closeSync(descriptor);
    return readFileSync(file);
  };
  const spoilt = spoil(root);
  t.equal(checkJournal(place, false).isSound, false);
  t.strictSame(readFileSync(file), spoilt);
  t.notOk(existsSync(`${file}-shm`));
  writeFileSync(file, bytes);
  t.equal(checkJournal(place, false).isSound, true);
  // Where even the tables cannot be read, there is nothing to say of them.
  const unreadable = spoil(1);
  t.equal(
    problemOf(() => checkJournal(place, false)),
    'database-corrupt',
  );
  t.strictSame(readFileSync(file), unreadable);
});

/** The page that a table begins with. */
function rootOf(file: string, table: string): number {
  const database = openKeyed(file, 'aegis', testKey, true);
  try {
    const found = database.prepare('SELECT rootpage FROM sqlite_schema WHERE name = ?').pluck().get(table);
    return Number(found);
  } finally {
    database.close();
  }
}
