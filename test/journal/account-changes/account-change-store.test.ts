import t from 'tap';
import { parseSiteCode } from '../../../protocol/ids.js';
import type { AccountChange } from '../../../record/accounts/account-change.js';
import { awa, openSite } from '../../support/journal-fixtures.js';

const change: AccountChange = {
  ...{ kind: 'password', milliseconds: 7.5, author: 'Practitioner/awa', address: '10.0.0.5', session: 'aa' },
};

async function opened(t: Parameters<typeof openSite>[0]) {
  const journal = openSite(t, parseSiteCode('7KD'));
  await journal.people.addUser(awa);
  return journal;
}

t.test('[N24] each store that changes an account writes what its person is told, with the change', async (t) => {
  const { people, secondFactors, securityKeys, pins, accountChanges } = await opened(t);
  const told = (kind: AccountChange['kind']): AccountChange => ({ ...change, kind });
  const offer = { user: 'awa', hash: 'o1', secret: Buffer.from('s'), expiresMilliseconds: 100 };
  const key = { id: 'k', user: 'awa', name: 'Clé', publicKey: Buffer.from('k'), host: 'a.local', signCount: 0 };
  const newKey = { ...key, transports: [], verifies: false, addedMilliseconds: 5 };
  await secondFactors.offer(offer);
  await secondFactors.take(
    { hash: 'o1', step: 1, recoveryHashes: ['r1', 'r2'], nowMilliseconds: 5 },
    () => {},
    told('second-factor'),
  );
  t.ok(await secondFactors.useRecoveryCode('awa', 'r1', 6, told('recovery-code')));
  t.notOk(await secondFactors.useRecoveryCode('awa', 'r1', 6, told('recovery-code')), 'used, and nothing to tell');
  await secondFactors.renewRecoveryCodes('awa', ['r3'], told('recovery-codes'));
  t.ok(await securityKeys.add(newKey, undefined, told('key-added')));
  t.notOk(await securityKeys.add(newKey, undefined, told('key-added')), 'there already');
  t.ok(await securityKeys.remove('awa', 'k', told('key-removed')));
  t.notOk(await securityKeys.remove('awa', 'k', told('key-removed')));
  await pins.put({ user: 'awa', hash: 'scrypt$p', chosenMilliseconds: 8 }, told('pin'));
  await pins.remove('awa', told('pin-removed'));
  await pins.remove('awa', told('pin-removed'));
  await people.updateUser('awa', { passwordHash: 'scrypt$2' }, told('password'));
  await people.addCredential({
    hash: 's',
    kind: 'session',
    user: 'awa',
    createdMilliseconds: 1,
    expiresMilliseconds: 99,
  });
  await people.removeCredential('s', told('session'));
  await people.removeCredential('s', told('session'));
  await secondFactors.remove('awa', told('second-factor-removed'));
  const kinds = (await accountChanges.list('awa')).map(({ kind }) => kind).reverse();
  t.strictSame(kinds, [
    ...['second-factor', 'recovery-code', 'recovery-codes', 'key-added', 'key-removed', 'pin', 'pin-removed'],
    ...['password', 'session', 'second-factor-removed'],
  ]);
  t.match(await accountChanges.list('awa'), [{ ...change, kind: 'second-factor-removed', milliseconds: 7 }]);
  await t.rejects(people.updateUser('nobody', { disabled: true }, told('password')), { code: 'not-found' });
});

t.test('[N24] what was not told is never forgotten, and what was is bounded', async (t) => {
  const { people, accountChanges } = await opened(t);
  await people.updateUser('awa', { disabled: false }, { ...change, kind: 'password-reset' });
  const [first] = await accountChanges.list('awa');
  await people.updateUser('awa', { disabled: false }, { ...change, session: 'bb' });
  for (let index = 0; index < 130; index += 1) {
    await people.updateUser('awa', { disabled: false }, { ...change, kind: 'pin', session: '' });
    const [last] = await accountChanges.list('awa');
    await accountChanges.answer(last?.id ?? 0, 'seen');
  }
  t.match(await accountChanges.find(first?.id ?? 0), { kind: 'password-reset', answer: undefined });
  t.equal(await accountChanges.find((first?.id ?? 0) + 2), undefined, 'an old one that was seen');
  await accountChanges.seeAll('awa', 1_000, 'bb');
  t.match(await accountChanges.find(first?.id ?? 0), { answer: 'seen' });
  t.match(await accountChanges.find((first?.id ?? 0) + 1), { answer: undefined }, 'of the session that asks');
});

t.test('[N25] what somebody denies stands until an administrator has seen it, once', async (t) => {
  const { people, accountChanges } = await opened(t);
  await people.updateUser('awa', { disabled: false }, change);
  const [one] = await accountChanges.list('awa');
  const id = one?.id ?? 0;
  t.notOk(await accountChanges.review(id, 'Practitioner/admin', 9), 'nobody denies it');
  await accountChanges.answer(id, 'not-mine');
  t.match(await accountChanges.denied(), [{ id, user: 'awa', reviewedBy: undefined }]);
  t.ok(await accountChanges.review(id, 'Practitioner/admin', 9));
  t.notOk(await accountChanges.review(id, 'Practitioner/other', 9));
  t.match(await accountChanges.denied(), [{ reviewedBy: 'Practitioner/admin' }]);
});

t.test('[N24] other licences than before are a change; those at first are none', async (t) => {
  const { accountChanges } = await opened(t);
  const licence: AccountChange = { ...change, kind: 'licence', session: '' };
  await accountChanges.keepLicences('awa', '[]', licence);
  await accountChanges.keepLicences('awa', '[]', licence);
  t.strictSame(await accountChanges.list('awa'), []);
  await accountChanges.keepLicences('awa', '[{"name":"Ordre"}]', licence);
  t.match(await accountChanges.list('awa'), [{ kind: 'licence' }]);
});
