import t from 'tap';
import { type FhirServer, password, refusalOf, send, startFhirServer } from '../../support/fhir-server.js';

const minute = 60_000;

function signIn(server: FhirServer, user: unknown, secret: unknown, headers: Record<string, string> = {}) {
  return server.app.inject({
    method: 'POST',
    url: '/api/session',
    headers: { 'content-type': 'application/json', ...headers },
    payload: JSON.stringify({ user, password: secret }),
  });
}

async function cookieOf(server: FhirServer, user = 'doctor'): Promise<string> {
  const response = await signIn(server, user, password);
  return String(response.headers['set-cookie']).split(';')[0] ?? '';
}

t.test('a person signs in, is known by the cookie, and signs out', async (t) => {
  const server = await startFhirServer(t);
  const signedIn = await signIn(server, ' Doctor ', password);
  t.equal(signedIn.statusCode, 200);
  const who = {
    user: 'doctor',
    displayName: 'Mme doctor',
    role: 'doctor',
    author: 'Practitioner/doctor',
    site: '7KD',
    expires: '2026-11-21T21:00:00.000Z',
    idleLockSeconds: 300,
    choosesPassword: false,
  };
  t.strictSame(signedIn.json(), who);
  const header = String(signedIn.headers['set-cookie']);
  t.match(header, /^__Host-carnet_session_7KD=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Strict$/);
  const cookie = header.split(';')[0] ?? '';
  const get = () => server.app.inject({ url: '/api/session', headers: { cookie: `other=1; ${cookie}` } });
  t.strictSame((await get()).json(), who);
  const search = () => server.app.inject({ url: '/fhir/Patient', headers: { cookie } });
  t.equal((await search()).statusCode, 200);
  const out = await server.app.inject({ method: 'DELETE', url: '/api/session', headers: { cookie } });
  t.equal(out.statusCode, 204);
  t.match(out.headers['set-cookie'], /carnet_session_7KD=; Max-Age=0/);
  t.strictSame(refusalOf(await get()), { status: 401, code: 'unauthenticated', path: undefined });
  t.equal((await search()).statusCode, 401);
  t.match(server.audited, [
    { author: 'Practitioner/doctor', action: 'sign-in', outcome: 'done' },
    { author: 'Practitioner/doctor', action: 'sign-out', outcome: 'done' },
  ]);
});

t.test('an unknown name, a wrong password and a disabled account cannot be told apart', async (t) => {
  const server = await startFhirServer(t);
  await server.journal.people.updateUser('nurse', { disabled: true });
  const answers = [
    await signIn(server, 'nobody', password),
    await signIn(server, 'doctor', 'wrong'),
    await signIn(server, 'nurse', password),
    await signIn(server, 'doctor', 'x'.repeat(300)),
  ];
  for (const answer of answers) {
    t.strictSame(refusalOf(answer), { status: 401, code: 'credentials-wrong', path: undefined });
    t.equal(answer.body, answers[0]?.body);
    t.notOk(answer.headers['set-cookie']);
  }
  t.strictSame(
    server.audited.map(({ author }) => author),
    ['carnet:unknown', 'Practitioner/doctor', 'Practitioner/nurse'],
  );
  const timeOf = async (user: string) => {
    const start = performance.now();
    await signIn(server, user, 'wrong');
    return performance.now() - start;
  };
  const known = await timeOf('midwife');
  const unknown = await timeOf('nobody2');
  t.ok(unknown > known / 3, `unknown ${unknown} ms, known ${known} ms`);
});

t.test('wrong passwords make one wait, at that address only, longer each time', async (t) => {
  const server = await startFhirServer(t);
  const guess = (secret: string, remoteAddress = '10.0.0.7') =>
    server.app.inject({
      method: 'POST',
      url: '/api/session',
      remoteAddress,
      headers: { 'content-type': 'application/json' },
      payload: JSON.stringify({ user: 'doctor', password: secret }),
    });
  const burst = await Promise.all(Array.from({ length: 8 }, () => guess('wrong')));
  t.strictSame(burst.map(({ statusCode }) => statusCode).sort(), [401, 401, 401, 401, 401, 429, 429, 429]);
  const waiting = await guess(password);
  t.strictSame(refusalOf(waiting), { status: 429, code: 'too-many-attempts', path: undefined });
  t.equal(waiting.headers['retry-after'], '60');
  t.equal((await guess(password, '10.0.0.8')).statusCode, 200);
  server.clock.milliseconds += minute;
  t.equal((await guess('wrong')).statusCode, 401);
  t.equal((await guess(password)).headers['retry-after'], '120');
  server.clock.milliseconds += 2 * minute;
  t.equal((await guess(password)).statusCode, 200);
  t.equal((await guess('wrong')).statusCode, 401);
});

t.test('a session that is used lives on, one that is not ends after twelve hours', async (t) => {
  const server = await startFhirServer(t);
  const cookie = await cookieOf(server);
  const get = () => server.app.inject({ url: '/api/session', headers: { cookie } });
  const work = async (hours: number) => {
    for (let minutes = 0; minutes < hours * 60; minutes += 4) {
      server.clock.milliseconds += 4 * minute;
      await server.app.inject({ method: 'POST', url: '/api/session/use', headers: { cookie } });
    }
  };
  await work(11);
  t.equal((await get()).json().expires, '2026-11-22T08:00:00.000Z');
  await work(11);
  t.equal((await get()).statusCode, 200);
  t.equal((await Promise.all(Array.from({ length: 5 }, get))).filter(({ statusCode }) => statusCode !== 200).length, 0);
  server.clock.milliseconds += 12 * 60 * minute;
  t.equal((await get()).statusCode, 401);
  await server.journal.people.updateUser('doctor', { disabled: true });
  t.equal((await send(server, 'doctor', 'GET', 'Patient')).statusCode, 401);
});

t.test('another web site cannot act in a session; ports tell sites of one host apart', async (t) => {
  const server = await startFhirServer(t);
  const cookie = await cookieOf(server);
  const post = (headers: Record<string, string>) =>
    server.app.inject({
      method: 'POST',
      url: '/fhir/Patient',
      headers: { cookie, host: 'site:8450', 'content-type': 'application/fhir+json', ...headers },
      payload: '{"resourceType":"Patient"}',
    });
  t.equal((await post({})).statusCode, 201);
  t.equal((await post({ origin: 'http://site:8450', 'sec-fetch-site': 'same-origin' })).statusCode, 201);
  for (const headers of [
    { origin: 'http://site:8460' },
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
  ]) {
    t.equal(refusalOf(await post(headers)).code, 'forbidden', JSON.stringify(headers));
  }
  t.equal((await post({ 'content-type': 'text/plain' })).statusCode, 415);
  const token = { authorization: `Bearer ${server.tokens.doctor}`, origin: 'https://partner.example' };
  t.equal((await post(token)).statusCode, 201);
  const wrongToken = await post({ authorization: `Bearer ${'x'.repeat(43)}` });
  t.equal(wrongToken.statusCode, 401, 'a wrong token is not helped by a cookie');
});

t.test('a token is no cookie, and a cookie of another site is none', async (t) => {
  const server = await startFhirServer(t);
  const withCookie = (cookie: string) => server.app.inject({ url: '/api/session', headers: { cookie } });
  t.equal((await withCookie(`__Host-carnet_session_7KD=${server.tokens.doctor}`)).statusCode, 401);
  const [, secret] = (await cookieOf(server)).split('=');
  t.equal((await withCookie(`__Host-carnet_session_7KF=${secret}`)).statusCode, 401);
  t.equal((await withCookie('__Host-carnet_session_7KD=')).statusCode, 401);
});

t.test('what is no sign-in is told so', async (t) => {
  const server = await startFhirServer(t);
  t.equal(refusalOf(await signIn(server, 'doctor', 7)).code, 'body-malformed');
  t.equal(refusalOf(await signIn(server, { $ne: 1 }, password)).code, 'body-malformed');
  const form = await signIn(server, 'doctor', password, { 'content-type': 'application/x-www-form-urlencoded' });
  t.equal(refusalOf(form).code, 'media-type');
  t.equal(refusalOf(await signIn(server, 'x'.repeat(5000), password)).code, 'too-large');
  for (const payload of ['{', '7', 'null', '']) {
    const response = await server.app.inject({
      method: 'POST',
      url: '/api/session',
      headers: { 'content-type': 'application/json' },
      payload,
    });
    t.equal(refusalOf(response).code, 'body-malformed', payload);
  }
});

t.test('on the loopback listener the cookie needs no TLS', async (t) => {
  const server = await startFhirServer(t);
  const url = await server.app.listen({ port: 0, host: '127.0.0.1' });
  const response = await fetch(`${url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify({ user: 'lab', password }),
  });
  t.equal(response.status, 200);
  const cookie = response.headers.get('set-cookie') ?? '';
  t.match(cookie, /HttpOnly; SameSite=Strict$/);
  t.notMatch(cookie, /Secure/);
});
