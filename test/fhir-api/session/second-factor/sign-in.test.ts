import t from 'tap';
import { apiLimits } from '../../../../fhir-api/limits.js';
import { codeOfStep, stepAt } from '../../../../fhir-api/session/second-factor/totp.js';
import { type FhirServer, password, refusalOf, startFhirServer } from '../../../support/fhir-server.js';
import { takeFactor } from '../../../support/take-factor.js';
import { secretOfUri } from '../../../support/totp-device.js';

const minute = 60_000;

const start = (t: Parameters<typeof startFhirServer>[0], role: 'site' | 'hub' = 'site') =>
  startFhirServer(t, role, async () => {}, { isSecondFactorMandatory: true });

function post({ app }: FhirServer, url: string, body: unknown) {
  return app.inject({
    method: 'POST',
    url,
    headers: { 'content-type': 'application/json' },
    payload: JSON.stringify(body),
  });
}

const signIn = (server: FhirServer, more: object = {}) =>
  post(server, '/api/session', { user: 'doctor', password, ...more });

const take = (server: FhirServer, token: string, code: string) =>
  post(server, '/api/session/second-factor', { token, code });

interface Offer {
  readonly token: string;
  readonly secret: string;
  readonly uri: string;
}

async function offered(server: FhirServer): Promise<Offer> {
  const answer = await signIn(server);
  return answer.json<{ offer: Offer }>().offer;
}

/** Codes as a person's telephone shows them, some steps from now. */
const codesOf =
  (server: FhirServer, { uri }: Pick<Offer, 'uri'>) =>
  (stepsAway = 0) =>
    codeOfStep(secretOfUri(uri), stepAt(server.clock.milliseconds) + stepsAway);

/** Somebody who has taken what they were offered. */
async function withFactor(server: FhirServer) {
  const offer = await offered(server);
  const codeIn = codesOf(server, offer);
  const answer = await take(server, offer.token, codeIn());
  const { recoveryCodes } = answer.json<{ recoveryCodes: readonly string[] }>();
  return { codeIn, recoveryCodes, cookie: cookieOf(answer) };
}

const cookieOf = (answer: { headers: Record<string, unknown> }) =>
  String(answer.headers['set-cookie']).split(';')[0] ?? '';

const search = ({ app }: FhirServer, cookie: string) => app.inject({ url: '/fhir/Patient', headers: { cookie } });

for (const role of ['site', 'hub'] as const) {
  t.test(`[N1] at a ${role} a right password alone lets nobody in: they take a second factor first`, async (t) => {
    const server = await start(t, role);
    const user = role === 'hub' ? 'ops' : 'doctor';
    const first = await post(server, '/api/session', { user, password });
    t.equal(first.statusCode, 202);
    t.notOk(first.headers['set-cookie']);
    t.equal(first.headers['cache-control'], 'no-store');
    const { secondFactor, offer } = first.json<{ secondFactor: string; offer: Offer }>();
    t.equal(secondFactor, 'offered');
    const codeIn = codesOf(server, offer);
    t.match(await refusal(take(server, offer.token, '000000')), { status: 401, code: 'second-factor-wrong' });
    t.match(await refusal(take(server, 'A'.repeat(43), codeIn())), { status: 410, code: 'offer-ended' });
    const taken = await take(server, offer.token, codeIn());
    t.equal(taken.statusCode, 200);
    t.match(taken.json(), { user, role: user, recoveryCodes: Array.from({ length: 10 }, () => String) });
    t.equal((await server.app.inject({ url: '/api/session', headers: { cookie: cookieOf(taken) } })).statusCode, 200);
    t.match(await refusal(take(server, offer.token, codeIn(1))), { code: 'offer-ended' }, 'an offer is taken once');
    t.match(
      server.audited.filter(({ author }) => author === `Practitioner/${user}`),
      [
        { action: 'sign-in', outcome: 'refused' },
        { action: 'second-factor', outcome: 'done' },
        { action: 'sign-in', outcome: 'done' },
      ],
    );
  });
}

const refusal = async (answer: ReturnType<typeof post>) => refusalOf(await answer);

t.test('[N1][N2] from then on a code is wanted with the password, and each counts once', async (t) => {
  const server = await start(t);
  const { codeIn } = await withFactor(server);
  const asked = await signIn(server);
  t.equal(asked.statusCode, 202);
  t.strictSame(asked.json(), { secondFactor: 'wanted' }, 'nothing is offered to who has one');
  t.notOk(asked.headers['set-cookie']);
  t.match(await refusal(signIn(server, { code: codeIn() })), { code: 'second-factor-wrong' }, 'it was shown before');
  const code = codeIn(1);
  const both = await Promise.all([signIn(server, { code }), signIn(server, { code })]);
  t.strictSame(both.map(({ statusCode }) => statusCode).sort(), [200, 401], 'of two at once one is in');
  server.clock.milliseconds += minute;
  t.match(
    await refusal(signIn(server, { code: codeIn(-1) })),
    { code: 'second-factor-wrong' },
    'earlier than one taken',
  );
  const late = await signIn(server, { code: `${codeIn().slice(0, 3)} ${codeIn().slice(3)}` });
  t.equal(late.statusCode, 200, 'as telephones show it, in two groups');
  t.equal((await search(server, cookieOf(late))).statusCode, 200);
  t.match(await refusal(signIn(server, { code: codeIn(3) })), { code: 'second-factor-wrong' });
  t.match(await refusal(signIn(server, { password: 'wrong', code: codeIn(1) })), { code: 'credentials-wrong' });
  t.match(await refusal(signIn(server, { code: 123456 })), { status: 400, code: 'body-malformed' });
  t.match(await refusal(signIn(server, { code: '1'.repeat(65) })), { code: 'second-factor-wrong' });
});

t.test('[N4] a recovery code is good once, in the place of a code', async (t) => {
  const server = await start(t);
  const { recoveryCodes } = await withFactor(server);
  const [code = '', other = ''] = recoveryCodes;
  const both = await Promise.all([signIn(server, { code }), signIn(server, { code: code.toLowerCase() })]);
  t.strictSame(both.map(({ statusCode }) => statusCode).sort(), [200, 401]);
  t.equal((await signIn(server, { code: other })).statusCode, 200);
  t.equal((await server.journal.secondFactors.find('doctor'))?.recoveryCodesLeft, 8);
  t.match(
    server.audited.filter(({ action }) => action === 'recovery-code'),
    [{ author: 'Practitioner/doctor' }, { author: 'Practitioner/doctor' }],
  );
  const nurse = await post(server, '/api/session', { user: 'nurse', password });
  const { offer } = nurse.json<{ offer: Offer }>();
  await take(server, offer.token, codesOf(server, offer)());
  const [, , third = ''] = recoveryCodes;
  const foreign = await post(server, '/api/session', { user: 'nurse', password, code: third });
  t.match(refusalOf(foreign), { code: 'second-factor-wrong' }, 'another person’s');
});

t.test('[N3] while the clock is unsure codes of the moment are not judged; a recovery code is', async (t) => {
  const server = await start(t);
  const early = await offered(server);
  server.clock.isSure = false;
  t.match(await refusal(take(server, early.token, codesOf(server, early)())), { status: 409, code: 'clock-unsure' });
  server.clock.isSure = true;
  const { codeIn, recoveryCodes } = await withFactor(server);
  server.clock.isSure = false;
  for (let attempt = 0; attempt < 2 * apiLimits.codeAttemptsMax; attempt += 1) {
    t.match(await refusal(signIn(server, { code: codeIn(1) })), { code: 'clock-unsure' }, 'nobody has to wait for it');
  }
  t.equal((await signIn(server, { code: recoveryCodes[0] })).statusCode, 200);
});

t.test('[N3] a clock that was years ahead refuses nobody’s codes once it is healed', async (t) => {
  const server = await start(t);
  server.clock.milliseconds += 10 * 365 * 24 * 60 * minute;
  const { codeIn } = await withFactor(server);
  server.clock.milliseconds -= 10 * 365 * 24 * 60 * minute;
  t.match(await refusal(signIn(server, { code: codeIn() })), { code: 'second-factor-wrong' });
  await server.sessions.heal({ byMilliseconds: -1, sinceMilliseconds: 0 });
  t.match(await refusal(signIn(server, { code: codeIn() })), { code: 'second-factor-wrong' }, 'it may have been shown');
  server.clock.milliseconds += 3 * minute;
  t.equal((await signIn(server, { code: codeIn() })).statusCode, 200);
});

t.test('[N5] who has the password and guesses codes has to wait, wherever they guess', async (t) => {
  const server = await start(t);
  const { codeIn } = await withFactor(server);
  server.clock.milliseconds += 5 * minute;
  for (let attempt = 0; attempt < apiLimits.codeAttemptsMax; attempt += 1) {
    const answer = await server.app.inject({
      method: 'POST',
      url: '/api/session',
      remoteAddress: `10.0.0.${attempt}`,
      headers: { 'content-type': 'application/json' },
      payload: JSON.stringify({ user: 'doctor', password, code: '0000000' }),
    });
    t.match(refusalOf(answer), { status: 401, code: 'second-factor-wrong' });
    t.equal((await signIn(server)).statusCode, 202, 'the right password alone makes nothing good');
  }
  const refused = await signIn(server, { code: codeIn() });
  t.match(refusalOf(refused), { status: 429, code: 'too-many-attempts' });
  t.match(refused.headers['retry-after'], /^\d+$/);
  server.clock.milliseconds += 20 * minute;
  t.equal((await signIn(server, { code: codeIn() })).statusCode, 200, 'who has the code is not locked out for good');
  for (let attempt = 0; attempt < 3; attempt += 1) await signIn(server, { code: '0000000' });
  server.clock.milliseconds += minute;
  t.equal((await signIn(server, { code: codeIn() })).statusCode, 200, 'nor who mistypes thrice');
});

t.test('[N1][N6] an offer ends with time, with the next one, with a new password, and with the account', async (t) => {
  const server = await start(t);
  const { people, secondFactors } = server.journal;
  const ended = { status: 410, code: 'offer-ended' };
  const takeNow = (offer: Offer) => refusal(take(server, offer.token, codesOf(server, offer)()));
  const late = await offered(server);
  server.clock.milliseconds += apiLimits.secondFactorOfferMillisecondsMax;
  t.match(await takeNow(late), ended);
  const first = await offered(server);
  const second = await offered(server);
  t.match(await takeNow(first), ended, 'another was offered since');
  const user = await people.findUser('doctor');
  await people.updateUser('doctor', { passwordHash: user?.passwordHash ?? '' });
  t.match(await takeNow(second), ended, 'the password was replaced');
  const third = await offered(server);
  await people.updateUser('doctor', { disabled: true });
  t.match(await takeNow(third), ended, 'the account was disabled');
  t.equal(await secondFactors.find('doctor'), undefined);
});

t.test('[N6] a new second factor ends all sessions that were begun by the one before', async (t) => {
  const server = await start(t);
  const { cookie, codeIn, recoveryCodes } = await withFactor(server);
  t.equal((await search(server, cookie)).statusCode, 200);
  await server.journal.secondFactors.remove('doctor');
  t.equal((await search(server, cookie)).statusCode, 401);
  const { cookie: next } = await withFactor(server);
  t.equal((await search(server, next)).statusCode, 200);
  for (const code of [codeIn(1), recoveryCodes[0]]) {
    t.match(await refusal(signIn(server, { code })), { code: 'second-factor-wrong' }, 'the old one proves nothing');
  }
});

t.test(
  '[N7] where nobody must, in a demo folder, who has none is let in by the password, and who has one is not',
  async (t) => {
    const server = await startFhirServer(t);
    t.equal((await signIn(server)).statusCode, 200);
    await takeFactor(server.journal.secondFactors, 'doctor');
    t.equal((await signIn(server)).statusCode, 202);
  },
);

t.test('[N1][R3] neither secrets nor codes stand in the log or in the audit', async (t) => {
  const server = await start(t);
  const offer = await offered(server);
  const code = codesOf(server, offer)();
  const answer = await take(server, offer.token, code);
  const { recoveryCodes } = answer.json<{ recoveryCodes: readonly string[] }>();
  const told = `${server.log.join('\n')}${JSON.stringify(server.trail())}`;
  for (const text of [offer.token, offer.secret, code, ...recoveryCodes, password]) t.notOk(told.includes(text));
  t.ok(server.log.length > 0);
});
