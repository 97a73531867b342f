import { join } from 'node:path';
import t from 'tap';
import { openJournal } from '../../journal/open.js';
import { migrate, migrationsOf } from '../../journal/schema/migrations.js';
import { sql } from '../../journal/sqlite/named-sql.js';
import { openDatabase } from '../../journal/sqlite/open-database.js';
import { hubCode, parseSiteCode } from '../../protocol/ids.js';
import { testKey } from '../support/journal-fixtures.js';
import { problemOf } from '../support/problem-of.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const done = sql<{ version: number; milliseconds: number }>(
  'SELECT version, milliseconds FROM migration ORDER BY version',
);
const tables = sql<{ name: string }>(`SELECT name FROM sqlite_schema WHERE name LIKE 'extra%' ORDER BY name`);
const first = 'CREATE TABLE extra1 (a)';
const second = 'CREATE TABLE extra2 (a)';

t.test('[J4] migrations go forward, each once, with its version row', async (t) => {
  const file = join(temporaryFolder(t), 'journal.db');
  const connection = openDatabase({ file, key: testKey, cipher: 'aegis', migrationMax: 2 });
  t.teardown(() => connection.close());
  migrate(connection, 10, [first]);
  migrate(connection, 20, [first]);
  t.same(connection.all(done), [{ version: 1, milliseconds: 10 }]);
  t.throws(() => migrate(connection, 30, [first, `${second}; CREATE TABLE extra2 (a)`]));
  t.same(connection.all(done), [{ version: 1, milliseconds: 10 }], 'a failed migration leaves nothing');
  t.same(connection.all(tables), [{ name: 'extra1' }]);
  migrate(connection, 40, [first, second]);
  t.same(
    connection.all(done).map(({ version }) => version),
    [1, 2],
  );
  t.same(connection.all(tables), [{ name: 'extra1' }, { name: 'extra2' }]);
  t.equal(
    problemOf(() => migrate(connection, 50, [first])),
    'database-version',
  );
});

t.test('[J4] a database from a newer program is not opened', async (t) => {
  const file = join(temporaryFolder(t), 'journal.db');
  const options = { file, key: testKey, role: 'site' as const, site: parseSiteCode('7KD'), epoch: 1 };
  openJournal(options).close();
  const connection = openDatabase({ file, key: testKey, cipher: 'aegis', migrationMax: migrationsOf('site').length });
  migrate(connection, 10, [...migrationsOf('site'), first]);
  connection.close();
  t.equal(
    problemOf(() => openJournal(options)),
    'database-version',
  );
});

t.test('[J4] what an earlier program wrote is there after the migration', async (t) => {
  const file = join(temporaryFolder(t), 'journal.db');
  const connection = openDatabase({ file, key: testKey, cipher: 'aegis', migrationMax: 1 });
  migrate(connection, 10, migrationsOf('hub').slice(0, 1));
  connection.execute(`INSERT INTO stream (direction, site, epoch, lane, seq, chain, head_seq)
    VALUES ('up', '7KD', 1, 2, 5, zeroblob(32), 9)`);
  connection.close();
  const journal = openJournal({ file, key: testKey, role: 'hub', site: hubCode, epoch: 1 });
  t.teardown(() => journal.close());
  const received = await journal.sync.received({ direction: 'up', site: parseSiteCode('7KD'), epoch: 1 });
  t.equal(received.find(({ lane }) => lane === 2)?.durable.seq, 5);
});
