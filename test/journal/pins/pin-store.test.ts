import t from 'tap';
import { parseSiteCode } from '../../../protocol/ids.js';
import { awa, openSite } from '../../support/journal-fixtures.js';

const session = { kind: 'session', user: 'awa', createdMilliseconds: 10, expiresMilliseconds: 100 } as const;
const pin = { user: 'awa', hash: 'scrypt$pin', chosenMilliseconds: 7 };

async function opened(t: Parameters<typeof openSite>[0]) {
  const journal = openSite(t, parseSiteCode('7KD'));
  await journal.people.addUser(awa);
  for (const hash of ['aa', 'bb']) await journal.people.addCredential({ ...session, hash });
  return journal;
}

t.test('[N14] a person has one PIN at most, which goes with their password', async (t) => {
  const { people, pins } = await opened(t);
  await t.rejects(pins.put({ ...pin, user: 'nobody' }), { code: 'not-found' });
  await pins.put(pin);
  await pins.put({ ...pin, hash: 'scrypt$other', chosenMilliseconds: 8.5 });
  t.same(await pins.list(), [{ user: 'awa', hash: 'scrypt$other', chosenMilliseconds: 8, misses: 0 }]);
  await pins.remove('awa');
  t.equal(await pins.find('awa'), undefined);
  await pins.put(pin);
  await people.updateUser('awa', { passwordHash: 'scrypt$2' });
  t.same(await pins.list(), []);
});

t.test('[N15] attempts count before they are judged, by session and by person', async (t) => {
  const { people, pins } = await opened(t);
  const missesOf = async (hash: string) => (await people.findCredential(hash, 50))?.marks.pinMisses;
  t.equal(await pins.beginAttempt('awa', 'aa', 3), undefined, 'there is none');
  await pins.put(pin);
  t.equal(await pins.beginAttempt('awa', 'cc', 3), undefined, 'a session that has ended');
  for (const misses of [1, 2]) t.match(await pins.beginAttempt('awa', 'aa', 3), { hash: pin.hash, misses });
  t.match(await pins.beginAttempt('awa', 'bb', 3), { misses: 3 });
  t.equal(await pins.beginAttempt('awa', 'bb', 3), undefined, 'three of the person');
  t.strictSame([await missesOf('aa'), await missesOf('bb')], [2, 1]);
  await pins.forgive('awa', 'bb');
  t.strictSame([await missesOf('aa'), await missesOf('bb')], [2, 0], 'the other session has had its two');
  t.ok(await pins.beginAttempt('awa', 'aa', 3));
  t.equal(await pins.beginAttempt('awa', 'aa', 3), undefined, 'three of the session');
  t.ok(await pins.beginAttempt('awa', 'bb', 3));
});

t.test(
  '[N11] when somebody was last at work in a session is noted while it is there, and moves with the clock',
  async (t) => {
    const { people } = await opened(t);
    await people.markSession('aa', { usedMilliseconds: 60.5 });
    await people.markSession('bb', { provedMilliseconds: 70 });
    await people.moveCredentials({ sinceMilliseconds: 50, byMilliseconds: -40, sessionEndsMilliseconds: 1_000 });
    t.match(await people.findCredential('aa', 1), { marks: { usedMilliseconds: 20, provedMilliseconds: 10 } });
    t.match(await people.findCredential('bb', 1), { marks: { usedMilliseconds: 10, provedMilliseconds: 30 } });
    await people.addCredential({ ...session, kind: 'token', hash: 'cc' });
    await people.removeAllSessions();
    const left = await Promise.all(['aa', 'bb', 'cc'].map((hash) => people.findCredential(hash, 1)));
    t.strictSame(
      left.map((found) => found?.credential.hash),
      [undefined, undefined, 'cc'],
    );
  },
);
