import t from 'tap';
import type { User } from '../../journal/people-store.js';
import { migrate, migrationsOf } from '../../journal/schema/migrations.js';
import { openDatabase } from '../../journal/sqlite/open-database.js';
import { parseSiteCode } from '../../protocol/ids.js';
import { journalFile, openSite, testKey } from '../support/journal-fixtures.js';

const site = parseSiteCode('7KD');
const user: User = {
  ...{ name: 'awa', displayName: 'Awa B.', role: 'nurse', passwordHash: 'scrypt$1' },
  ...{ author: 'Practitioner/awa', disabled: false },
};

t.test('[N30] that a password was given is kept with it, and goes with it', async (t) => {
  const { people } = openSite(t, site);
  await people.addUser({ ...user, givenMilliseconds: 1_000.5 });
  await people.addUser({ ...user, name: 'bela' });
  t.same(await people.findUser('awa'), { ...user, givenMilliseconds: 1_000 });
  t.same(await people.findUser('bela'), { ...user, name: 'bela' }, 'unless said, it is their own');
  await people.updateUser('awa', { disabled: true });
  await people.updateUser('awa', { disabled: false, role: 'midwife' });
  t.match(await people.findUser('awa'), { givenMilliseconds: 1_000 }, 'what else changes leaves it');
  await people.updateUser('awa', { passwordHash: 'scrypt$2' });
  t.equal((await people.findUser('awa'))?.givenMilliseconds, undefined);
  await people.updateUser('awa', { passwordHash: 'scrypt$2', givenMilliseconds: 2_000 });
  t.match(await people.listUsers(), [{ givenMilliseconds: 2_000 }, { name: 'bela' }]);
  await people.updateUser('awa', { passwordHash: 'scrypt$2' });
  t.equal((await people.findUser('awa'))?.givenMilliseconds, undefined, 'the same one, taken as their own');
});

t.test('[N33] with a clock that is healed goes when passwords were given by it, and no earlier ones', async (t) => {
  const { people } = openSite(t, site);
  await people.addUser({ ...user, givenMilliseconds: 99 });
  await people.addUser({ ...user, name: 'bela', givenMilliseconds: 100 });
  await people.addUser({ ...user, name: 'cora' });
  await people.moveCredentials({ sinceMilliseconds: 100, byMilliseconds: 1_000, sessionEndsMilliseconds: 5_000 });
  const given = (await people.listUsers()).map((each) => each.givenMilliseconds);
  t.strictSame(given, [99, 1_100, undefined]);
});

t.test('[N30][U1] accounts of before are their people’s own, and what an earlier program sets is, too', async (t) => {
  const file = journalFile(t);
  const list = migrationsOf('site');
  const before = list.findIndex((text) => text.includes('given_hash'));
  const earlier = openDatabase({ file, key: testKey, cipher: 'aegis', migrationMax: before });
  migrate(earlier, 10, list.slice(0, before));
  earlier.execute(`INSERT INTO user (name, display_name, role, password_hash, author, disabled)
    VALUES ('awa', 'Awa B.', 'nurse', 'scrypt$1', 'Practitioner/awa', 0)`);
  earlier.close();
  const journal = openSite(t, site, { file });
  t.same(await journal.people.findUser('awa'), user);
  await journal.people.updateUser('awa', { passwordHash: 'scrypt$2', givenMilliseconds: 1_000 });
  // As the program of before does, to which the node was put back for a while.
  const beside = openDatabase({ file, key: testKey, cipher: 'aegis', migrationMax: list.length });
  t.teardown(() => beside.close());
  beside.execute(`UPDATE user SET password_hash = 'scrypt$3', disabled = 0 WHERE name = 'awa'`);
  t.equal((await journal.people.findUser('awa'))?.givenMilliseconds, undefined, 'chosen there, it does not end here');
});
