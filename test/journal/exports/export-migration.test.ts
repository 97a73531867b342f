import t from 'tap';
import { migrate, migrationsOf } from '../../../journal/schema/migrations.js';
import { sql } from '../../../journal/sqlite/named-sql.js';
import { openDatabase } from '../../../journal/sqlite/open-database.js';
import { parseSiteCode } from '../../../protocol/ids.js';
import { author, journalFile, openSite, testKey } from '../../support/journal-fixtures.js';

const site = parseSiteCode('7KD');
const left = sql<{ id: string }>('SELECT id FROM export_job UNION ALL SELECT job FROM export_part');

t.test('[F107][J4] exports that an earlier program began are gone on with, and it would find none', async (t) => {
  const file = journalFile(t);
  const list = migrationsOf('site');
  const before = list.findIndex((text) => text.includes('CREATE TABLE bulk_export '));
  const earlier = openDatabase({ file, key: testKey, cipher: 'aegis', migrationMax: before });
  migrate(earlier, 10, list.slice(0, before));
  earlier.execute(`INSERT INTO export_job (id, author, request, of_patients, types, through, begun_milliseconds, state)
    VALUES ('e1', '${author}', 'http://x/fhir/$export', 0, '["Patient"]', 7, 5, 'working');
    INSERT INTO export_part (job, type, kind, lines, bytes, digest, resources)
    VALUES ('e1', 'Patient', 'output', 3, 30, zeroblob(32), zeroblob(18))`);
  earlier.close();
  const journal = openSite(t, site, { file });
  t.match(await journal.exportJobs.find('e1'), { author, state: 'working', types: ['Patient'], lines: 3 });
  t.match(await journal.exportJobs.files('e1'), [{ type: 'Patient', lines: 3, bytes: 30 }]);
  const beside = openDatabase({ file, key: testKey, cipher: 'aegis', migrationMax: list.length });
  t.teardown(() => beside.close());
  t.same(beside.all(left), [], 'brought back, it goes on with nothing that it does not understand');
});
