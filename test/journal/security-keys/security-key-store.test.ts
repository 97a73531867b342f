import t from 'tap';
import { parseSiteCode } from '../../../protocol/ids.js';
import { openSite } from '../../support/journal-fixtures.js';
import { plainKey } from '../../support/plain-key.js';
import { takeFactor } from '../../support/take-factor.js';

async function withPeople(t: Parameters<typeof openSite>[0]) {
  const { people, secondFactors, securityKeys } = openSite(t, parseSiteCode('7KD'));
  for (const name of ['awa', 'bela']) {
    const author = `Practitioner/${name}`;
    await people.addUser({ name, displayName: name, role: 'nurse', passwordHash: '', author, disabled: false });
  }
  return { people, secondFactors, keys: securityKeys };
}

t.test('[N21] a count that does not rise after it had risen makes a key good no more', async (t) => {
  const { keys } = await withPeople(t);
  const blue = plainKey('awa', 'blue');
  await keys.add(blue);
  t.equal(await keys.use(blue.id, 0, 2_000), 'used', 'it counts nothing yet');
  t.equal(await keys.use(blue.id, 5, 3_000), 'used');
  t.strictSame(await Promise.all([keys.use(blue.id, 6, 4_000), keys.use(blue.id, 6, 4_000)]), ['used', 'copied']);
  t.equal(await keys.use(blue.id, 100, 5_000), 'copied', 'whatever it counts from then on');
  t.match(await keys.find(blue.id), { signCount: 6, usedMilliseconds: 4_000, copiedMilliseconds: 4_000 });
  const red = plainKey('awa', 'red');
  await keys.add({ ...red, signCount: 3 });
  t.equal(await keys.use(red.id, 0, 6_000), 'copied', 'one that counted counts on');
});

t.test('[N22] a key has one owner, and goes with the sessions of its owner', async (t) => {
  const { people, keys } = await withPeople(t);
  const blue = plainKey('awa', 'blue');
  t.equal(await keys.add(blue), true);
  t.equal(await keys.add({ ...blue, user: 'bela' }), false, 'whoever has it');
  await t.rejects(keys.add(plainKey('chi', 'red')), { code: 'not-found' });
  t.strictSame(await keys.listOf('awa'), [{ ...blue, usedMilliseconds: undefined, copiedMilliseconds: undefined }]);
  t.strictSame(await keys.listOf('bela'), []);
  const session = { kind: 'session', user: 'awa', createdMilliseconds: 0, expiresMilliseconds: 9_000 } as const;
  await people.addCredential({ ...session, hash: 'browser' });
  t.equal(await keys.remove('bela', blue.id), false);
  t.ok(await people.findCredential('browser', 1));
  t.equal(await keys.remove('awa', blue.id), true);
  t.equal(await people.findCredential('browser', 1), undefined);
});

t.test('[N18] a key is taken by an offer, once, with recovery codes; these can be renewed', async (t) => {
  const { keys, secondFactors } = await withPeople(t);
  const offer = { user: 'awa', hash: 'offered', secret: Buffer.alloc(20), expiresMilliseconds: 5_000 };
  await secondFactors.offer(offer);
  t.equal(await keys.take('offered', plainKey('bela', 'blue'), []), false, 'another’s offer');
  t.equal(await keys.take('offered', { ...plainKey('awa', 'blue'), addedMilliseconds: 5_000 }, []), false, 'too late');
  t.strictSame(await keys.list(), []);
  t.equal(await keys.take('offered', plainKey('awa', 'blue'), ['one', 'two']), true);
  t.equal(await keys.take('offered', plainKey('awa', 'red'), []), false, 'once');
  t.equal(await secondFactors.countRecoveryCodes('awa'), 2);
  await secondFactors.renewRecoveryCodes('awa', ['three']);
  t.equal(await secondFactors.countRecoveryCodes('awa'), 1);
  await t.rejects(secondFactors.renewRecoveryCodes('bela', ['four']), { code: 'not-found' });
  await takeFactor(secondFactors, 'awa');
  t.equal((await keys.listOf('awa')).length, 1, 'a telephone takes no key away');
});
