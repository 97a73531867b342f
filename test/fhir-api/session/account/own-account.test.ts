import t from 'tap';
import { apiLimits } from '../../../../fhir-api/limits.js';
import { codeOfStep, stepAt } from '../../../../fhir-api/session/second-factor/totp.js';
import { type FhirServer, keyHost, password, refusalOf, startFhirServer } from '../../../support/fhir-server.js';
import { ask, openSession } from '../../../support/session-requests.js';
import { takeFactor } from '../../../support/take-factor.js';
import { secretOfUri } from '../../../support/totp-device.js';

const secret = Buffer.alloc(20, 'doctor');
const next = 'une phrase à moi seul';

/** A doctor with a second factor, twice signed in; `code` is good once for each half minute. */
async function signedIn(t: Parameters<typeof startFhirServer>[0], role: 'site' | 'hub' = 'site') {
  const server = await startFhirServer(t, role);
  await takeFactor(server.journal.secondFactors, 'doctor', secret);
  const code = () => {
    server.clock.milliseconds += 30_000;
    return codeOfStep(secret, stepAt(server.clock.milliseconds));
  };
  return { server, cookie: await openSession(server), other: await openSession(server), code };
}

const isIn = async (server: FhirServer, cookie: string) =>
  (await ask(server, cookie, 'GET', '/api/session')).statusCode === 200;

const cookieOf = (answer: { headers: Record<string, unknown> }) =>
  String(answer.headers['set-cookie']).split(';')[0] ?? '';

for (const role of ['site', 'hub'] as const) {
  t.test(`[N8] at a ${role} each change wants password and code again`, async (t) => {
    const { server, cookie, code } = await signedIn(t, role);
    for (const path of ['recovery-codes', 'second-factor', 'password']) {
      const url = `/api/account/${path}`;
      const post = (body: object) => ask(server, cookie, 'POST', url, { next, ...body });
      t.equal((await ask(server, '', 'POST', url, { password, next })).statusCode, 401, 'nobody');
      t.strictSame((await post({ password })).json(), { secondFactor: 'wanted' });
      t.match(refusalOf(await post({ password: 'wrong', code: code() })), { status: 401, code: 'credentials-wrong' });
      t.match(refusalOf(await post({ password, code: '000000' })), { status: 401, code: 'second-factor-wrong' });
      t.match(refusalOf(await post({})), { status: 400, code: 'body-malformed' });
    }
    t.strictSame((await ask(server, cookie, 'GET', '/api/account')).json(), {
      secondFactor: { since: '1970-01-01T00:00:05.000Z', recoveryCodesLeft: 2 },
      ...{ keys: [], recoveryCodesLeft: 2, keysWork: false, keyAddress: `https://${keyHost}:8450/` },
      pin: null,
    });
  });
}

t.test('[N8] new recovery codes take the place of the old', async (t) => {
  const { server, cookie, code } = await signedIn(t);
  const answer = await ask(server, cookie, 'POST', '/api/account/recovery-codes', { password, code: code() });
  t.equal(answer.statusCode, 200);
  const { recoveryCodes } = answer.json<{ recoveryCodes: readonly string[] }>();
  t.equal(recoveryCodes.length, 10);
  t.equal((await server.journal.secondFactors.find('doctor'))?.recoveryCodesLeft, 10);
  t.equal(await server.journal.secondFactors.useRecoveryCode('doctor', 'one', 1), false, 'an old one');
  const used = await ask(server, '', 'POST', '/api/session', { user: 'doctor', password, code: recoveryCodes[4] });
  t.equal(used.statusCode, 200);
  t.ok(server.audited.some(({ action, author }) => action === 'recovery-codes' && author === 'Practitioner/doctor'));
});

t.test(
  '[N8] another second factor counts once a code of it was shown; the one before is kept away for good',
  async (t) => {
    const { server, cookie, other, code } = await signedIn(t);
    const answer = await ask(server, cookie, 'POST', '/api/account/second-factor', { password, code: code() });
    t.equal(answer.statusCode, 202);
    const { offer } = answer.json<{ offer: { token: string; uri: string } }>();
    t.same((await server.journal.secondFactors.find('doctor'))?.secret, secret, 'until then the old one stays');
    const shown = codeOfStep(secretOfUri(offer.uri), stepAt(server.clock.milliseconds));
    const taken = await ask(server, '', 'POST', '/api/session/second-factor', { token: offer.token, code: shown });
    t.equal(taken.statusCode, 200);
    for (const each of [cookie, other]) t.equal(await isIn(server, each), false, 'the sessions of before have ended');
    t.ok(await isIn(server, cookieOf(taken)));
    const old = await ask(server, '', 'POST', '/api/session', { user: 'doctor', password, code: code() });
    t.match(refusalOf(old), { code: 'second-factor-wrong' });
    t.same(server.kept.factors, [secret]);
  },
);

t.test('[N8][N9] another password ends all other sessions, and is refused where it would be guessed', async (t) => {
  const { server, cookie, other, code } = await signedIn(t);
  const change = (chosen: unknown, given: string) =>
    ask(server, cookie, 'POST', '/api/account/password', { password, code: given, next: chosen });
  const given = code();
  for (const bad of ['short', 'Doctor2026!', 'aaaaaaaaaaaa', password]) {
    t.match(refusalOf(await change(bad, given)), { status: 422, code: 'password-refused' }, bad);
  }
  t.match(refusalOf(await change(7, given)), { status: 400, code: 'body-malformed' });
  t.ok(await isIn(server, other), 'nothing has changed');
  const changed = await change(next, given);
  t.equal(changed.statusCode, 200);
  for (const each of [cookie, other]) t.equal(await isIn(server, each), false);
  t.ok(await isIn(server, cookieOf(changed)));
  const signIn = async (given: string) =>
    (await ask(server, '', 'POST', '/api/session', { user: 'doctor', password: given })).statusCode;
  t.strictSame([await signIn(password), await signIn(next)], [401, 202]);
  t.match(server.kept.users, [{ name: 'doctor', disabled: false }], 'outside of the database, too');
  t.notMatch(JSON.stringify(server.trail()), new RegExp(next), 'it stands nowhere');
});

t.test('[N5][N8] codes that are guessed in a stolen session slow down like those of a sign-in', async (t) => {
  const { server, cookie, code } = await signedIn(t);
  const guess = (given: string) =>
    ask(server, cookie, 'POST', '/api/account/recovery-codes', { password, code: given });
  for (let count = 0; count < apiLimits.codeAttemptsMax; count += 1) {
    t.match(refusalOf(await guess('0000000')), { code: 'second-factor-wrong' });
  }
  t.match(refusalOf(await guess(code())), { status: 429, code: 'too-many-attempts' });
});

t.test('[N10] a person signs out everywhere at once; tokens and others stay', async (t) => {
  const { server, cookie, other } = await signedIn(t);
  const answer = await ask(server, cookie, 'DELETE', '/api/account/sessions');
  t.equal(answer.statusCode, 204);
  t.match(answer.headers['set-cookie'], /Max-Age=0/);
  for (const each of [cookie, other]) t.equal(await isIn(server, each), false);
  const byToken = (role: 'doctor' | 'nurse') =>
    server.app.inject({ url: '/api/session', headers: { authorization: `Bearer ${server.tokens[role]}` } });
  t.equal((await byToken('doctor')).statusCode, 200);
  t.equal((await byToken('nurse')).statusCode, 200);
});
