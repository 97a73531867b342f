import t from 'tap';
import { parseSiteCode } from '../../../protocol/ids.js';
import { openSite } from '../../support/journal-fixtures.js';
import { takeFactor } from '../../support/take-factor.js';

const site = parseSiteCode('7KD');

async function withPeople(t: Parameters<typeof openSite>[0]) {
  const { people, secondFactors } = openSite(t, site);
  for (const name of ['awa', 'bela']) {
    const author = `Practitioner/${name}`;
    await people.addUser({ name, displayName: name, role: 'nurse', passwordHash: '', author, disabled: false });
  }
  return secondFactors;
}

t.test('[N2] a step is taken once, and none before it, whoever read what stood there', async (t) => {
  const store = await withPeople(t);
  await takeFactor(store, 'awa');
  t.equal(await store.useStep('awa', 7), false, 'by the code that took it');
  t.strictSame(await Promise.all([store.useStep('awa', 9), store.useStep('awa', 9)]), [true, false]);
  t.equal(await store.useStep('awa', 8), false);
  t.equal(await store.useStep('bela', 9), false, 'who has none');
  t.equal((await store.find('awa'))?.step, 9);
});

t.test('[N3] what a clock ahead has taken is held back, and nothing else', async (t) => {
  const store = await withPeople(t);
  for (const name of ['awa', 'bela']) await takeFactor(store, name);
  await store.useStep('awa', 1_000);
  await store.holdBack(20);
  t.strictSame(
    (await store.list()).map(({ user, step }) => [user, step]),
    [
      ['awa', 20],
      ['bela', 7],
    ],
  );
});

t.test('[N4] a recovery code is used once, by its owner', async (t) => {
  const store = await withPeople(t);
  for (const name of ['awa', 'bela']) await takeFactor(store, name);
  const use = (user: string, hash: string) => store.useRecoveryCode(user, hash, 6_000);
  t.strictSame(await Promise.all([use('awa', 'one'), use('awa', 'one'), use('awa', 'three')]), [true, false, false]);
  t.equal((await store.find('awa'))?.recoveryCodesLeft, 1);
  t.equal((await store.find('bela'))?.recoveryCodesLeft, 2);
  t.equal(await use('bela', 'one'), true);
});

t.test('[N1] what is offered is taken once, by whom it was offered', async (t) => {
  const store = await withPeople(t);
  const offer = { user: 'awa', hash: 'token', secret: Buffer.alloc(20, 1), expiresMilliseconds: 1_000 };
  await t.rejects(store.offer({ ...offer, user: 'nobody' }), { code: 'not-found' });
  await store.offer(offer);
  const taken = { hash: 'token', step: 3, recoveryHashes: ['one'], nowMilliseconds: 1_000 };
  const replaced: string[] = [];
  const take = (more: Partial<typeof taken>) =>
    store.take({ ...taken, ...more }, ({ secret }) => void replaced.push(secret.toString('hex')));
  t.equal(await take({}), false, 'too late');
  t.equal(await take({ hash: 'other', nowMilliseconds: 1 }), false);
  t.equal(await store.find('awa'), undefined);
  const both = [take({ nowMilliseconds: 999 }), take({ nowMilliseconds: 999 })];
  t.strictSame(await Promise.all(both), [true, false]);
  t.match(await store.find('awa'), { step: 3, takenMilliseconds: 999, recoveryCodesLeft: 1 });
  t.same(replaced, [], 'they had none');
});

t.test('[N8] what another one replaces is told before anything changes, and to the one who took it only', async (t) => {
  const store = await withPeople(t);
  await takeFactor(store, 'awa');
  const before = (await store.find('awa'))?.secret;
  await store.offer({ user: 'awa', hash: 'token', secret: Buffer.alloc(20, 1), expiresMilliseconds: 1_000 });
  const taken = { hash: 'token', step: 3, recoveryHashes: ['one'], nowMilliseconds: 999 };
  const full = new Error('the disk is full');
  const failing = store.take(taken, () => {
    throw full;
  });
  await t.rejects(failing, full);
  t.match(await store.find('awa'), { secret: before, recoveryCodesLeft: 2 });
  const replaced: Buffer[] = [];
  const both = [1, 2].map(() => store.take(taken, ({ secret }) => void replaced.push(secret)));
  t.strictSame(await Promise.all(both), [true, false]);
  t.same(replaced, [before]);
});
