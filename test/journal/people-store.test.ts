import t from 'tap';
import { parseSiteCode } from '../../protocol/ids.js';
import { awa, openSite } from '../support/journal-fixtures.js';

const session = {
  hash: 'aa',
  kind: 'session',
  user: 'awa',
  createdMilliseconds: 10,
  expiresMilliseconds: 100,
} as const;

t.test('users are added once, listed by name and changed', async (t) => {
  const { people } = openSite(t, parseSiteCode('7KD'));
  await people.addUser(awa);
  await t.rejects(people.addUser(awa), { code: 'already-exists' });
  await people.addUser({ ...awa, name: 'abel' });
  t.same(
    (await people.listUsers()).map(({ name }) => name),
    ['abel', 'awa'],
  );
  t.same(await people.findUser('awa'), awa);
  t.equal(await people.findUser('nobody'), undefined);
  await people.updateUser('awa', { passwordHash: 'scrypt$2' });
  t.match(await people.findUser('awa'), { passwordHash: 'scrypt$2', disabled: false });
  await t.rejects(people.updateUser('nobody', { disabled: true }), { code: 'not-found' });
});

t.test('a credential is good until it expires, is removed, or its user changes', async (t) => {
  const { people } = openSite(t, parseSiteCode('7KD'));
  await people.addUser(awa);
  await t.rejects(people.addCredential({ ...session, user: 'nobody' }), { code: 'not-found' });
  await people.addCredential(session);
  const marks = { usedMilliseconds: 10, provedMilliseconds: 10, pinMisses: 0 };
  t.same(
    await people.findCredential('aa', 99),
    { credential: session, user: awa, marks },
    'used and proved as it begins',
  );
  t.equal(await people.findCredential('aa', 100), undefined, 'expired');
  t.equal(await people.findCredential('bb', 50), undefined, 'unknown');
  t.equal(await people.expireCredentials(99), 0);
  t.equal(await people.expireCredentials(100), 1);
  for (const end of [
    () => people.removeCredential('aa'),
    () => people.updateUser('awa', { passwordHash: 'scrypt$3' }),
    () => people.updateUser('awa', { disabled: true }),
  ]) {
    await people.updateUser('awa', { disabled: false });
    await people.addCredential(session);
    t.ok(await people.findCredential('aa', 50));
    await end();
    t.equal(await people.findCredential('aa', 50), undefined);
  }
});

t.test('a credential is extended in place, never shortened, and never comes back', async (t) => {
  const { people } = openSite(t, parseSiteCode('7KD'));
  await people.addUser(awa);
  await people.addCredential(session);
  await people.extendCredential('aa', 200.5);
  t.match(await people.findCredential('aa', 199), { credential: { ...session, expiresMilliseconds: 200 }, user: awa });
  await people.extendCredential('aa', 150);
  t.ok(await people.findCredential('aa', 199), 'an extension that comes late takes nothing away');
  await people.removeCredential('aa');
  await people.extendCredential('aa', 300);
  t.equal(await people.findCredential('aa', 100), undefined, 'signed out meanwhile');
});
