import { join } from 'node:path';
import t from 'tap';
import {
  floorsOf,
  type Migration,
  migrate,
  migrations,
  migrationsOf,
  schemaFactsOf,
} from '../../../journal/schema/migrations.js';
import { sql } from '../../../journal/sqlite/named-sql.js';
import { openDatabase } from '../../../journal/sqlite/open-database.js';
import { testKey } from '../../support/journal-fixtures.js';
import { problemOf } from '../../support/problem-of.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const insert = sql('INSERT INTO a (x) VALUES (?)');
const rows = sql<{ x: number }>('SELECT x FROM a ORDER BY x');

function openAs(t: { teardown(stop: () => void): unknown }, file: string, list: readonly Migration[]) {
  const connection = openDatabase({ file, key: testKey, cipher: 'aegis', migrationMax: list.length });
  t.teardown(() => connection.close());
  migrate(connection, 10, list.map(String), floorsOf(list));
  return connection;
}

/** A migration whose text is `text`; `String` of it is the text, as `migrationsOf` gives it. */
function floored(text: string, floor: number): Migration {
  return { text, floor, toString: () => text } as Migration;
}

const made = 'CREATE TABLE a (x INTEGER)';
const widened = floored("ALTER TABLE a ADD COLUMN y TEXT NOT NULL DEFAULT ''", 1);
const renamed = 'ALTER TABLE a RENAME TO b';

t.test('[U1] a program writes a database of a newer one that lies above no floor of its own', async (t) => {
  const file = join(temporaryFolder(t), 'journal.db');
  openAs(t, file, [made]).run(insert, 1);
  openAs(t, file, [made, widened]).run(insert, 2);
  const before = openAs(t, file, [made]);
  before.run(insert, 3);
  t.same(
    openAs(t, file, [made, widened])
      .all(rows)
      .map(({ x }) => x),
    [1, 2, 3],
    'what each wrote is there',
  );
});

t.test('[U1] the highest floor counts, whatever comes after it', async (t) => {
  const file = join(temporaryFolder(t), 'journal.db');
  openAs(t, file, [made, renamed, floored('CREATE TABLE c (x)', 1)]);
  t.equal(
    problemOf(() => openAs(t, file, [made])),
    'database-version',
  );
  openAs(t, file, [made, renamed]);
});

t.test('[U1] a database from before there were floors is the floor itself', async (t) => {
  const file = join(temporaryFolder(t), 'journal.db');
  const connection = openAs(t, file, [made, widened]);
  connection.execute('DROP TABLE migration_floor');
  connection.close();
  t.equal(
    problemOf(() => openAs(t, file, [made])),
    'database-version',
  );
  openAs(t, file, [made, widened]).close();
  t.equal(
    problemOf(() => openAs(t, file, [made])),
    'database-version',
    'and stays so',
  );
});

t.test('[U1] what a program brings is said in two numbers', async (t) => {
  t.same(schemaFactsOf([made, widened]), { version: 2, floor: 1 });
  t.same(schemaFactsOf([made, renamed]), { version: 2, floor: 2 });
  t.same(schemaFactsOf([]), { version: 0, floor: 0 });
  t.same(
    migrationsOf('site').map((text) => typeof text),
    migrations.map(() => 'string'),
  );
});
