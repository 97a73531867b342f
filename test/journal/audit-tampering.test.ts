import t from 'tap';
import { findAuditBreak } from '../../journal/audit/read-audit.js';
import { migrations } from '../../journal/schema/migrations.js';
import { defaultCipher } from '../../journal/sqlite/key.js';
import { openDatabase } from '../../journal/sqlite/open-database.js';
import { parseSiteCode } from '../../protocol/ids.js';
import { journalFile, observation, openSite, patient, testKey, write } from '../support/journal-fixtures.js';
import { type SeededRandom, seededRandom } from '../support/seeded-random.js';

const site = parseSiteCode('7KD');
const patients = 60;
const tries = 1_000;

/** What somebody with the key may do to one row, beside the program; the first row that is then wrong. */
const tampers: Readonly<Record<string, (id: number, last: number, random: SeededRandom) => readonly [string, number]>> =
  {
    'another time': (id) => [`UPDATE audit SET milliseconds = milliseconds + 1 WHERE id = ${id}`, id],
    'another author': (id) => [`UPDATE audit SET author = (SELECT max(id) FROM author) WHERE id = ${id}`, id],
    'another action': (id) => [`UPDATE audit SET action = action || '-' WHERE id = ${id}`, id],
    'another subject': (id) => [`UPDATE audit SET subject = 'Patient/somebody' WHERE id = ${id}`, id],
    'another outcome': (id) => [`UPDATE audit SET outcome = outcome || '-' WHERE id = ${id}`, id],
    'another hash': (id) => [`UPDATE audit SET chain = randomblob(32) WHERE id = ${id}`, id],
    'taken out': (id) => [`DELETE FROM audit WHERE id = ${id}`, id],
    'cut off': (id) => [`DELETE FROM audit WHERE id >= ${id}`, id],
    'put in': (id, last) => [
      `INSERT INTO audit SELECT ${last + 1}, milliseconds, author, action, subject, outcome, chain FROM audit WHERE id = ${id}`,
      last + 1,
    ],
    exchanged: (id, last, random) => {
      const other = 1 + ((id + random.below(last - 1)) % last);
      const parts = [`id = -1 WHERE id = ${id}`, `id = ${id} WHERE id = ${other}`, `id = ${other} WHERE id = -1`];
      return [parts.map((part) => `UPDATE audit SET ${part}`).join('; '), Math.min(id, other)];
    },
  };

t.test('[J3] of a thousand changes of the audit each is found, and where it begins', async (t) => {
  const file = journalFile(t);
  const journal = openSite(t, site, { file });
  for (let index = 0; index < patients; index += 1) {
    const id = `p${index}`;
    await write(journal, patient(id), observation(`o${index}`, id));
  }
  journal.close();
  const connection = openDatabase({ file, key: testKey, cipher: defaultCipher, migrationMax: migrations.length });
  t.teardown(() => connection.close());
  t.equal(findAuditBreak(connection), undefined);
  connection.execute(`INSERT INTO author (name) VALUES ('Practitioner/nobody')`);
  // Each record that is written has a row.
  const last = patients * 2;
  const random = seededRandom(1);
  const missed: string[] = [];
  for (let time = 0; time < tries; time += 1) {
    const names = Object.keys(tampers);
    const name = names[time % names.length] ?? '';
    const [statement, first] = tampers[name]?.(1 + random.below(last), last, random) ?? ['', 0];
    connection.execute('BEGIN');
    connection.execute(statement);
    const found = findAuditBreak(connection);
    connection.execute('ROLLBACK');
    if (found !== first) missed.push(`${name}: ${statement}: ${found} instead of ${first}`);
  }
  t.strictSame(missed, []);
  t.equal(findAuditBreak(connection), undefined, 'and nothing is found where nothing was changed');
});
