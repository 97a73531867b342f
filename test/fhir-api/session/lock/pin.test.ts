import fc from 'fast-check';
import t from 'tap';
import { pinFault } from '../../../../fhir-api/session/lock/obvious-pin.js';
import { codeOfStep, stepAt } from '../../../../fhir-api/session/second-factor/totp.js';
import {
  type FhirServer,
  idleLockMillisecondsMax,
  password,
  refusalOf,
  startFhirServer,
} from '../../../support/fhir-server.js';
import { ask, choosePin, openSession } from '../../../support/session-requests.js';
import { takeFactor } from '../../../support/take-factor.js';

const pin = '4802';
const secret = Buffer.alloc(20, 'doctor');

/** A doctor with a second factor and a PIN, and a session of theirs that is locked. */
async function locked(t: Parameters<typeof startFhirServer>[0]) {
  const server = await startFhirServer(t);
  const cookie = await openSession(server);
  if ((await choosePin(server, cookie, pin)) !== 204) throw new Error('pin');
  await takeFactor(server.journal.secondFactors, 'doctor', secret);
  const again = await openSession(server);
  server.clock.milliseconds += idleLockMillisecondsMax;
  return { server, cookie: again };
}

const unlock = async (server: FhirServer, cookie: string, body: object) =>
  ask(server, cookie, 'POST', '/api/session/unlock', body);
const wantedOf = async (server: FhirServer, cookie: string) =>
  (await ask(server, cookie, 'GET', '/api/session/lock')).json<{ wanted: string }>().wanted;
const codeNow = ({ clock }: FhirServer) => {
  clock.milliseconds += 30_000;
  return codeOfStep(secret, stepAt(clock.milliseconds));
};

t.test('[N13] a locked session is opened by the password alone, as the second factor was shown in it', async (t) => {
  const { server, cookie } = await locked(t);
  t.match(refusalOf(await unlock(server, cookie, { password: 'wrong' })), { status: 401, code: 'credentials-wrong' });
  t.equal((await unlock(server, cookie, { password })).statusCode, 200);
  t.equal(
    (await ask(server, '', 'POST', '/api/session', { user: 'doctor', password })).statusCode,
    202,
    'to sign in not',
  );
});

t.test('[N14] a PIN opens a locked session of its owner, in the browser that has it, and nothing else', async (t) => {
  const { server, cookie } = await locked(t);
  t.equal(await wantedOf(server, cookie), 'pin');
  t.equal((await unlock(server, '', { pin })).statusCode, 401, 'without the cookie');
  t.equal((await ask(server, '', 'POST', '/api/session', { user: 'doctor', password: pin })).statusCode, 401);
  const nurse = await openSession(server, 'nurse');
  server.clock.milliseconds += idleLockMillisecondsMax;
  t.match(refusalOf(await unlock(server, nurse, { pin })), { status: 401, code: 'pin-wrong' }, 'another person');
  t.equal((await unlock(server, cookie, { pin })).statusCode, 200);
  server.clock.milliseconds += 12 * 3_600_000;
  t.equal((await unlock(server, cookie, { pin })).statusCode, 401, 'a session that has ended');
});

t.test('[N14] it is chosen by password and code, kept as a hash, and not taken where it is obvious', async (t) => {
  const server = await startFhirServer(t);
  const cookie = await openSession(server);
  const choose = (body: object) => ask(server, cookie, 'POST', '/api/account/pin', body);
  t.match(refusalOf(await choose({ password: 'wrong', next: pin })), { status: 401, code: 'credentials-wrong' });
  for (const bad of ['123', '123456789', '12a4', '', '1234', '1985']) {
    t.match(refusalOf(await choose({ password, next: bad })), { status: 422, code: 'pin-refused' }, bad);
  }
  t.match(refusalOf(await choose({ password, next: 4802 })), { status: 400, code: 'body-malformed' });
  t.equal((await choose({ password, next: pin })).statusCode, 204);
  t.match((await server.journal.pins.find('doctor'))?.hash, /^scrypt\$/);
  t.match((await ask(server, cookie, 'GET', '/api/account')).json(), { pin: { since: '2026-11-21T09:00:00.000Z' } });
  await takeFactor(server.journal.secondFactors, 'doctor', secret);
  const later = await openSession(server);
  const without = await ask(server, later, 'POST', '/api/account/pin', { password, next: pin });
  t.strictSame(without.json(), { secondFactor: 'wanted' });
  t.notMatch(JSON.stringify(server.trail()), new RegExp(pin), 'it stands nowhere');
  t.notMatch(server.log.join(''), new RegExp(pin));
});

t.test('[N14] a new password, and the end of the account, take it away', async (t) => {
  const server = await startFhirServer(t);
  const { people, pins } = server.journal;
  for (const change of [{ passwordHash: 'scrypt$1' }, { disabled: true }]) {
    await pins.put({ user: 'doctor', hash: 'h', chosenMilliseconds: 1 });
    await people.updateUser('doctor', change);
    t.equal(await pins.find('doctor'), undefined);
  }
});

t.test('[N15] after three wrong ones password and code are wanted, at once, and the PIN is good again', async (t) => {
  const { server, cookie } = await locked(t);
  const words = new Set<string>();
  for (let count = 0; count < 6; count += 1) {
    const answer = await unlock(server, cookie, { pin: count < 3 ? '9173' : pin });
    t.match(refusalOf(answer), { status: 401, code: 'pin-wrong' });
    words.add(answer.body);
  }
  t.equal(words.size, 1, 'what is answered does not say why');
  t.equal(server.audited.filter(({ action }) => action === 'unlock').length, 3, 'what was not judged fills no disk');
  t.equal(await wantedOf(server, cookie), 'password-and-code');
  t.strictSame((await unlock(server, cookie, { password })).json(), { secondFactor: 'wanted' });
  t.equal((await unlock(server, cookie, { password, code: codeNow(server) })).statusCode, 200, 'nobody waits');
  server.clock.milliseconds += idleLockMillisecondsMax;
  t.equal((await unlock(server, cookie, { pin })).statusCode, 200);
});

t.test(
  '[N15] wrong ones are counted of the person wherever, of the session for good, and all that come at once',
  async (t) => {
    const { server, cookie } = await locked(t);
    const other = await openSession(server);
    server.clock.milliseconds += idleLockMillisecondsMax;
    const guesses = Array.from({ length: 12 }, (_, index) => unlock(server, other, { pin: index < 3 ? '9173' : pin }));
    const opened = (await Promise.all(guesses)).filter(({ statusCode }) => statusCode === 200);
    t.equal(opened.length, 0, 'the fourth is not judged, however soon it comes');
    t.equal(await wantedOf(server, cookie), 'password-and-code', 'in their other session, too');
    await unlock(server, cookie, { password, code: codeNow(server) });

    const third = await openSession(server);
    server.clock.milliseconds += idleLockMillisecondsMax;
    for (let count = 0; count < 2; count += 1) await unlock(server, third, { pin: '9173' });
    server.clock.milliseconds += idleLockMillisecondsMax;
    await unlock(server, cookie, { password, code: codeNow(server) });
    t.equal(await wantedOf(server, third), 'pin', 'the person is forgiven');
    await unlock(server, third, { pin: '9173' });
    t.equal(await wantedOf(server, third), 'password-and-code', 'the session not: it has had three');
  },
);

t.test('[N14] what anybody would try first is obvious, and little else is', async (t) => {
  for (const bad of [
    '0000',
    '1212',
    '123123',
    '112233',
    '1122',
    '4321',
    '7890',
    '2468',
    '1985',
    '2026',
    '2580',
    '2412',
  ]) {
    t.equal(pinFault(bad), 'obvious', bad);
  }
  for (const bad of ['241285', '24121985', '19851224', '851224', '12241985', '12345678', '98765432']) {
    t.equal(pinFault(bad), 'obvious', bad);
  }
  for (const good of ['4802', '9173', '70418', '305917', '84629017']) t.equal(pinFault(good), undefined, good);
  const all = Array.from({ length: 10_000 }, (_, number) => String(number).padStart(4, '0'));
  const left = all.filter((one) => pinFault(one) === undefined).length;
  t.ok(left > 8_500, `${left} of 10,000 are left`);
  fc.assert(fc.property(fc.string(), (text) => /^\d{4,8}$/.test(text) || pinFault(text) === 'form'));
});

t.test('[N16] one that its owner changed or took away is kept outside of the database first', async (t) => {
  const server = await startFhirServer(t);
  const cookie = await openSession(server);
  await choosePin(server, cookie, pin);
  t.strictSame(server.kept.pins, []);
  const first = (await server.journal.pins.find('doctor'))?.hash ?? '';
  await choosePin(server, cookie, '9173');
  const second = (await server.journal.pins.find('doctor'))?.hash ?? '';
  t.equal((await ask(server, cookie, 'DELETE', '/api/account/pin')).statusCode, 204);
  t.strictSame(server.kept.pins, [first, second]);
  t.equal(await server.journal.pins.find('doctor'), undefined);
});
