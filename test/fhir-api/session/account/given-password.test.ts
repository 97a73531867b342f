import t, { type Test } from 'tap';
import { codeOfStep, stepAt } from '../../../../fhir-api/session/second-factor/totp.js';
import { hashPassword } from '../../../../provisioning/secrets/password.js';
import { hashSecret } from '../../../../provisioning/secrets/secret.js';
import { givenPasswordMillisecondsMax } from '../../../../record/accounts/given-password.js';
import {
  type FhirServer,
  idleLockMillisecondsMax,
  password,
  refusalOf,
  startFhirServer,
} from '../../../support/fhir-server.js';
import { ask, cookieOf, openSession } from '../../../support/session-requests.js';
import { takeFactor } from '../../../support/take-factor.js';
import { secretOfUri } from '../../../support/totp-device.js';

const given = 'K7QD-2M8X-0ZVA-91TP';
const own = 'une phrase à moi seul';
const hour = 60 * 60_000;
const url = '/api/account/own-password';

/** What `carnet user add` and `carnet user reset` write. */
async function give(server: FhirServer, user = 'doctor'): Promise<void> {
  const passwordHash = await hashPassword(given);
  await server.journal.people.updateUser(user, { passwordHash, givenMilliseconds: server.clock.milliseconds });
}

async function serverWithGiven(t: Test, isSecondFactorMandatory = false): Promise<FhirServer> {
  const server = await startFhirServer(t, 'site', async () => {}, { isSecondFactorMandatory });
  await give(server);
  return server;
}

const signIn = (server: FhirServer, typed: string, user = 'doctor') =>
  ask(server, '', 'POST', '/api/session', { user, password: typed });

const choose = (server: FhirServer, cookie: string, next: unknown = own) => ask(server, cookie, 'POST', url, { next });

t.test('[N30] a given password lets somebody in for 72 hours, and then says what to do to who shows it', async (t) => {
  const server = await serverWithGiven(t);
  server.clock.milliseconds += givenPasswordMillisecondsMax - 1;
  t.equal((await signIn(server, given)).statusCode, 200);
  server.clock.milliseconds += 1;
  const late = await signIn(server, given);
  t.match(refusalOf(late), { status: 401, code: 'password-over' });
  t.match(late.body, 'Ask whoever gave it');
  t.notOk(late.headers['set-cookie']);
  t.match(server.audited.at(-1), { author: 'Practitioner/doctor', action: 'sign-in', outcome: 'refused' });
  t.match(refusalOf(await signIn(server, 'another')), { status: 401, code: 'credentials-wrong' }, 'to nobody else');
  await give(server);
  t.equal((await signIn(server, given)).statusCode, 200, 'who gives another one begins anew');
  t.equal((await signIn(server, password, 'nurse')).statusCode, 200, 'one of their own has no end');
});

t.test('[N30] an account that waits or is shut is told as before, however old its password is', async (t) => {
  const server = await serverWithGiven(t);
  await server.journal.people.updateUser('doctor', { disabled: true });
  server.clock.milliseconds += 100 * hour;
  t.match(refusalOf(await signIn(server, given)), { code: 'credentials-wrong' });
  const asked = {
    user: 'doctor',
    role: 'doctor',
    isNew: true,
    madeBy: 'carnet:operator',
    madeMilliseconds: 1,
  } as const;
  await server.journal.approvals.ask(asked);
  t.match(refusalOf(await signIn(server, given)), { code: 'account-waiting' });
});

t.test('[N31] after password and second factor the session says so, and does nothing but choose', async (t) => {
  const server = await serverWithGiven(t, true);
  const { offer } = (await signIn(server, given)).json<{ offer: { token: string; uri: string } }>();
  const code = codeOfStep(secretOfUri(offer.uri), stepAt(server.clock.milliseconds));
  const taken = await ask(server, '', 'POST', '/api/session/second-factor', { token: offer.token, code });
  t.equal(taken.json<{ choosesPassword: boolean }>().choosesPassword, true);
  const cookie = cookieOf(taken);
  t.match((await ask(server, cookie, 'GET', '/api/session')).json(), { user: 'doctor', choosesPassword: true });
  for (const [method, path, body] of [
    ['GET', '/fhir/Patient'],
    ['POST', '/api/account/password', { password: given, next: own }],
    ['POST', '/api/account/pin', { password: given, next: '2749' }],
    ['POST', '/api/account/recovery-codes', { password: given }],
    ['GET', '/api/account/sessions'],
    ['GET', '/api/account/changes'],
  ] as const) {
    t.match(
      refusalOf(await ask(server, cookie, method, path, body)),
      { status: 403, code: 'own-password-wanted' },
      path,
    );
  }
  const chosen = await choose(server, cookie);
  t.equal(chosen.statusCode, 200);
  t.equal(chosen.json<{ choosesPassword: boolean }>().choosesPassword, false);
  t.equal((await ask(server, cookieOf(chosen), 'GET', '/fhir/Patient')).statusCode, 200);
  const { changes } = (await ask(server, cookieOf(chosen), 'GET', '/api/account/changes')).json<{
    changes: { change: string; isNew: boolean }[];
  }>();
  t.match(
    changes,
    [
      { change: 'password', isNew: false },
      { change: 'second-factor', isNew: false },
    ],
    'no news to them',
  );
  t.equal((await ask(server, cookie, 'GET', '/api/session')).statusCode, 401, 'the session of before has ended');
});

t.test('[N31] tokens are not asked, and choose for nobody', async (t) => {
  const server = await startFhirServer(t);
  const authorization = `Bearer ${server.tokens.nurse}`;
  const { people } = server.journal;
  const credential = {
    kind: 'token',
    user: 'nurse',
    createdMilliseconds: 1,
    expiresMilliseconds: Number.MAX_SAFE_INTEGER,
  } as const;
  await give(server, 'nurse');
  await people.addCredential({ ...credential, hash: hashSecret(server.tokens.nurse) });
  t.equal((await server.app.inject({ url: '/fhir/Patient', headers: { authorization } })).statusCode, 200);
  const headers = { authorization, 'content-type': 'application/json' };
  const answer = await server.app.inject({ method: 'POST', url, headers, payload: JSON.stringify({ next: own }) });
  t.match(refusalOf(answer), { status: 403, code: 'forbidden' });
});

t.test('[N32][N9] the chosen one is judged, is not the given one, and takes its place for good', async (t) => {
  const server = await serverWithGiven(t);
  const cookie = cookieOf(await signIn(server, given));
  for (const bad of ['short', 'Doctor2026!', 'aaaaaaaaaaaa', given]) {
    t.match(refusalOf(await choose(server, cookie, bad)), { status: 422, code: 'password-refused' }, bad);
  }
  t.match(refusalOf(await choose(server, cookie, 7)), { status: 400, code: 'body-malformed' });
  const now = cookieOf(await choose(server, cookie));
  t.match(
    refusalOf(await choose(server, now, 'et encore une autre phrase')),
    { code: 'forbidden' },
    'it is theirs now',
  );
  t.match(refusalOf(await signIn(server, given)), { code: 'credentials-wrong' });
  server.clock.milliseconds += 1_000 * hour;
  t.equal((await signIn(server, own)).json<{ choosesPassword: boolean }>().choosesPassword, false);
  t.match(server.kept.users, [{ name: 'doctor', disabled: false }], 'also when an earlier database comes back');
  t.ok(server.audited.some(({ action, author }) => action === 'password' && author === 'Practitioner/doctor'));
  const told = await server.journal.accountChanges.list('doctor');
  t.match(told, [{ kind: 'password' }]);
});

t.test('[N32][N17] it wants a proof of the last minutes, and what was replaced meanwhile stays so', async (t) => {
  const server = await serverWithGiven(t);
  await takeFactor(server.journal.secondFactors, 'doctor', Buffer.alloc(20, 'doctor'));
  const cookie = await openSession(server);
  server.clock.milliseconds += idleLockMillisecondsMax - 1;
  t.equal((await ask(server, cookie, 'POST', '/api/session/use')).statusCode, 204, 'its person thinks');
  server.clock.milliseconds += 1;
  t.match(refusalOf(await choose(server, cookie)), { status: 401, code: 'proof-wanted' });
  const code = codeOfStep(Buffer.alloc(20, 'doctor'), stepAt(server.clock.milliseconds));
  t.equal((await ask(server, cookie, 'POST', '/api/session/proof', { password: given, code })).statusCode, 200);
  const [first, reset] = await Promise.all([choose(server, cookie), give(server)]);
  t.equal(reset, undefined);
  t.match(refusalOf(first), { status: 403, code: 'forbidden' }, 'somebody gave another one while it was hashed');
  t.equal((await signIn(server, own)).statusCode, 401);
});

t.test('[N31][N13] a locked session is opened by the given password, and still does nothing else', async (t) => {
  const server = await serverWithGiven(t);
  const cookie = cookieOf(await signIn(server, given));
  server.clock.milliseconds += idleLockMillisecondsMax;
  t.match(refusalOf(await ask(server, cookie, 'GET', '/api/session')), { code: 'session-locked' });
  const opened = await ask(server, cookie, 'POST', '/api/session/unlock', { password: given });
  t.match(opened.json(), { choosesPassword: true });
  t.match(refusalOf(await ask(server, cookie, 'GET', '/fhir/Patient')), { code: 'own-password-wanted' });
});

t.test('[N33] an unsure clock shortens no password, a healed one moves it, one from the future is over', async (t) => {
  const server = await serverWithGiven(t);
  server.clock.milliseconds -= 1_000 * hour;
  server.clock.isSure = false;
  t.equal((await signIn(server, given)).statusCode, 200, 'the battery is dead: the floor lies before what was given');
  server.clock.isSure = true;
  t.match(refusalOf(await signIn(server, given)), { code: 'password-over' }, 'given by a clock that was ahead');
  server.clock.isSure = false;
  await give(server, 'nurse');
  const since = server.clock.milliseconds;
  server.clock.milliseconds += 1_000 * hour;
  server.clock.isSure = true;
  t.match(refusalOf(await signIn(server, given, 'nurse')), { code: 'password-over' });
  await server.sessions.heal({ byMilliseconds: 1_000 * hour, sinceMilliseconds: since });
  t.equal((await signIn(server, given, 'nurse')).statusCode, 200, 'given by the unsure clock, it was just now');
  server.clock.milliseconds += givenPasswordMillisecondsMax;
  t.match(refusalOf(await signIn(server, given, 'nurse')), { code: 'password-over' });
});
