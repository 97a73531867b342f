import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Sqlite from 'better-sqlite3';
import t from 'tap';
import { openJournal } from '../../journal/open.js';
import { ciphers, keyPragmas } from '../../journal/sqlite/key.js';
import { assertSqliteVersion, openDatabase } from '../../journal/sqlite/open-database.js';
import { parseSiteCode } from '../../protocol/ids.js';
import { journalFile, observation, openSite, patient, testKey, write } from '../support/journal-fixtures.js';
import { problemOf } from '../support/problem-of.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const site = parseSiteCode('7KD');
const canary = 'Zanzibarcanary';
const options = (file: string) => ({ file, key: testKey, role: 'site' as const, site, epoch: 1 });

function digests(folder: string): Record<string, string> {
  const files = readdirSync(folder).filter((name) => !name.endsWith('-shm'));
  const hash = (name: string) =>
    createHash('sha256')
      .update(readFileSync(join(folder, name)))
      .digest('hex');
  return Object.fromEntries(files.map((name) => [name, hash(name)]));
}

for (const cipher of ciphers) {
  t.test(`[J3] ${cipher}: nothing of a record stands readable in any file`, async (t) => {
    const file = journalFile(t);
    const journal = openSite(t, site, { file, cipher });
    await write(journal, patient('p1', { name: [{ family: canary }] }));
    const readable = () =>
      readdirSync(dirname(file)).some((name) => {
        const bytes = readFileSync(join(dirname(file), name));
        return [canary, canary.toLowerCase(), 'SQLite format', 'CREATE TABLE'].some((text) => bytes.includes(text));
      });
    t.ok(existsSync(`${file}-wal`));
    t.notOk(readable(), 'in the database and its log while open');
    journal.close();
    t.notOk(readable(), 'after the log was taken over');
    t.equal(statSync(file).mode & 0o777, 0o600);
    const again = openSite(t, site, { file, cipher });
    t.match(await again.records.read(patient('p1')), { body: new RegExp(canary) });
  });

  t.test(`[J3] ${cipher}: a wrong key and a damaged file are told apart, and nothing is touched`, async (t) => {
    const file = journalFile(t);
    const journal = openSite(t, site, { file, cipher });
    for (let count = 0; count < 200; count += 1) await write(journal, observation(`o${count}`, 'p1'));
    const live = journalFile(t);
    for (const end of ['', '-wal']) writeFileSync(`${live}${end}`, readFileSync(`${file}${end}`));
    journal.close();
    const refused = (at: string, key = testKey) => {
      const before = digests(dirname(at));
      const code = problemOf(() => openJournal({ ...options(at), key, cipher }));
      t.same(digests(dirname(at)), before, 'every byte is as it was');
      return code;
    };
    t.equal(refused(file, 'b2'.repeat(32)), 'database-key-wrong');
    t.equal(refused(live, 'b2'.repeat(32)), 'database-key-wrong', 'with a log that was not taken over yet');
    const whole = readFileSync(file);
    for (const offset of [20, 200, 4096 * 3 + 50, whole.length - 100]) {
      const bytes = Buffer.from(whole);
      for (let index = offset; index < offset + 16; index += 1) bytes[index] = (bytes[index] ?? 0) ^ 0xff;
      writeFileSync(file, bytes);
      t.equal(refused(file), 'database-corrupt', `damaged at ${offset}`);
    }
    writeFileSync(file, whole.subarray(0, 4096 * 3 + 100));
    t.equal(refused(file), 'database-corrupt', 'cut short');
    writeFileSync(file, whole.subarray(0, 100));
    t.equal(refused(file), 'database-corrupt', 'cut short within its first page');
    writeFileSync(file, 'a letter, not a database'.repeat(400));
    t.equal(refused(file), 'database-key-wrong', 'not ours at all');
    writeFileSync(file, whole);
    t.equal(openSite(t, site, { file, cipher }).counts().versions, 200);
  });
}

t.test('a cipher that is not known, a key without form and a folder that is not there are told', async (t) => {
  const file = journalFile(t);
  t.equal(
    problemOf(() => openJournal({ ...options(file), cipher: 'rc4' })),
    'usage-wrong',
  );
  t.equal(
    problemOf(() => openJournal({ ...options(file), key: 'secret' })),
    'usage-wrong',
  );
  t.notOk(existsSync(file));
  t.equal(
    problemOf(() => openJournal(options(join(file, 'not', 'there')))),
    'folder-not-initialised',
  );
});

t.test(
  '[E8] another node’s database is refused; the epoch is the database’s own, whatever the caller believes',
  async (t) => {
    const file = journalFile(t);
    openSite(t, site, { file, epoch: 2 }).close();
    t.equal(
      problemOf(() => openJournal({ ...options(file), site: parseSiteCode('7KE') })),
      'usage-wrong',
    );
    for (const epoch of [1, 3]) {
      const again = openSite(t, site, { file, epoch });
      t.match(await again.sync.identity(), { site, epoch: 2, hubEpoch: 0 });
      again.close();
    }
  },
);

t.test('[W1] the settings that durability rests on are in force', async (t) => {
  const file = join(temporaryFolder(t), 'settings.db');
  const connection = openDatabase({ file, key: testKey, cipher: 'aegis', migrationMax: 1 });
  t.teardown(() => connection.close());
  const settings = ['journal_mode', 'synchronous', 'temp_store', 'foreign_keys', 'trusted_schema', 'cipher'];
  t.same(
    settings.map((name) => connection.pragma(name)),
    ['wal', 2, 2, 1, 0, 'aegis'],
  );
  t.equal(
    problemOf(() => assertSqliteVersion('3.51.2')),
    'database-version',
  );
  t.equal(
    problemOf(() => assertSqliteVersion('nonsense')),
    'database-version',
  );
  t.doesNotThrow(() => assertSqliteVersion('3.51.3'));
});

t.test('an encrypted copy opens with the same key and holds everything', async (t) => {
  const journal = openSite(t, site);
  await write(journal, patient('p1', { name: [{ family: canary }] }));
  const copy = journalFile(t);
  await journal.backups.copyTo(copy);
  t.notOk(readFileSync(copy).includes(canary));
  t.equal(openSite(t, site, { file: copy }).counts().versions, 1);
  t.same(journal.verify(), { pages: true, audit: true });
});

t.test('[J3] an audit row that was changed behind the program is found', async (t) => {
  const file = journalFile(t);
  const journal = openSite(t, site, { file });
  for (const id of ['p1', 'p2', 'p3']) await write(journal, patient(id));
  journal.close();
  const tampered = (statement: string) => {
    const database = new Sqlite(file);
    for (const pragma of keyPragmas('aegis', testKey)) database.pragma(pragma);
    database.exec(statement);
    database.close();
    const again = openSite(t, site, { file });
    const { audit } = again.verify();
    again.close();
    return !audit;
  };
  t.notOk(tampered('SELECT 1'));
  t.ok(tampered('DELETE FROM audit WHERE id = 3'), 'the last row is missing');
  t.ok(tampered(`UPDATE audit SET action = 'read' WHERE id = 2`), 'a row was changed');
});
