import t from 'tap';
import { isLocked } from '../../../../fhir-api/session/lock/lock-rules.js';
import {
  type FhirServer,
  idleLockMillisecondsMax,
  password,
  refusalOf,
  send,
  startFhirServer,
} from '../../../support/fhir-server.js';
import { ask, cookieOf, openSession } from '../../../support/session-requests.js';

const statusOf = async (server: FhirServer, cookie: string, url = '/api/session') =>
  (await ask(server, cookie, 'GET', url)).statusCode;

for (const role of ['site', 'hub'] as const) {
  t.test(`[N11] at a ${role} a session that nobody uses is refused everything but three things`, async (t) => {
    const server = await startFhirServer(t, role);
    const cookie = await openSession(server);
    server.clock.milliseconds += idleLockMillisecondsMax - 1;
    t.equal(await statusOf(server, cookie, '/fhir/Patient'), 200, 'a moment before');
    server.clock.milliseconds += 1;
    for (const [method, url, body] of [
      ['GET', '/api/session'],
      ['GET', '/fhir/Patient'],
      ['GET', '/api/account'],
      ['GET', '/api/conflicts'],
      ['POST', '/api/session/use', {}],
      ['POST', '/api/session/lock', {}],
      ['POST', '/api/session/proof', { password }],
      ['POST', '/api/account/pin', { password, next: '4802' }],
      ['DELETE', '/api/account/sessions'],
    ] as const) {
      const refused = refusalOf(await ask(server, cookie, method, url, body));
      t.match(refused, { status: 423, code: 'session-locked' }, `${method} ${url}`);
    }
    const told = await ask(server, cookie, 'GET', '/api/session/lock');
    t.strictSame(told.json(), {
      ...{ user: 'doctor', displayName: 'Mme doctor', isLocked: true, wanted: 'password', hasKey: false },
    });
    const opened = await ask(server, cookie, 'POST', '/api/session/unlock', { password });
    t.match(opened.json(), { user: 'doctor', role: 'doctor', idleLockSeconds: 300 });
    t.equal(await statusOf(server, cookie, '/fhir/Patient'), 200);
    const noted = server.audited.find(({ action }) => action === 'unlock');
    t.match(noted, { author: 'Practitioner/doctor', outcome: 'done' });
    server.clock.milliseconds += idleLockMillisecondsMax;
    t.equal((await ask(server, cookie, 'DELETE', '/api/session')).statusCode, 204);
    t.equal(await statusOf(server, cookie, '/api/session/lock'), 401, 'it has ended');
  });
}

t.test('[N11] requests by themselves are no use; what the page tells of its person is', async (t) => {
  const server = await startFhirServer(t);
  const [polling, working] = [await openSession(server), await openSession(server)];
  for (let minutes = 0; minutes < 5; minutes += 1) {
    server.clock.milliseconds += 60_000;
    await ask(server, polling, 'GET', '/fhir/Patient');
    t.equal((await ask(server, working, 'POST', '/api/session/use')).statusCode, 204);
  }
  t.strictSame([await statusOf(server, polling), await statusOf(server, working)], [423, 200]);
  t.equal((await ask(server, '', 'POST', '/api/session/use')).statusCode, 401, 'nobody');
});

t.test('[N11] its person locks it at once; its secret as a bearer token opens no back door', async (t) => {
  const server = await startFhirServer(t);
  const [cookie, other] = [await openSession(server), await openSession(server)];
  t.equal((await ask(server, cookie, 'POST', '/api/session/lock')).statusCode, 204);
  t.strictSame([await statusOf(server, cookie), await statusOf(server, other)], [423, 200], 'this one only');
  const authorization = `Bearer ${cookie.split('=').at(-1)}`;
  t.equal((await server.app.inject({ url: '/fhir/Patient', headers: { authorization } })).statusCode, 423);
  t.equal(
    (await send(server, 'doctor', 'GET', 'Patient')).statusCode,
    200,
    'a token that was given out is never locked',
  );
});

t.test('[N11] the end of a session stays, and asking about the lock does not move it', async (t) => {
  const server = await startFhirServer(t);
  const cookie = await openSession(server);
  server.clock.milliseconds += 11 * 3_600_000;
  t.equal(await statusOf(server, cookie, '/api/session/lock'), 200);
  server.clock.milliseconds += 3_600_000;
  t.equal(await statusOf(server, cookie, '/api/session/lock'), 401);
  t.equal((await ask(server, cookie, 'POST', '/api/session/unlock', { password })).statusCode, 401);
});

t.test('[N11] a clock that is set back holds no session open, and one that is healed locks none in use', async (t) => {
  t.notOk(isLocked({ usedMilliseconds: 1_000 }, 999, 300), 'a small step');
  t.ok(isLocked({ usedMilliseconds: 100_000 }, 1_000, 300), 'a use of a time to come');
  const server = await startFhirServer(t);
  const before = server.clock.milliseconds;
  server.clock.milliseconds = before + 1_000_000_000;
  const sinceMilliseconds = server.clock.milliseconds;
  const cookie = await openSession(server);
  server.clock.milliseconds = before + 1_000;
  t.equal(await statusOf(server, cookie), 423);
  await server.sessions.heal({ byMilliseconds: -1_000_000_000, sinceMilliseconds });
  t.equal(await statusOf(server, cookie), 200);
});

t.test('[N11] whoever signs in ends the session that stood in the browser before them', async (t) => {
  const server = await startFhirServer(t);
  const cookie = await openSession(server);
  server.clock.milliseconds += idleLockMillisecondsMax;
  const signedIn = await ask(server, cookie, 'POST', '/api/session', { user: 'nurse', password });
  t.equal(signedIn.statusCode, 200);
  t.equal(await statusOf(server, cookieOf(signedIn)), 200);
  t.equal(await statusOf(server, cookie, '/api/session/lock'), 401);
});

t.test('[N11] another web site opens no session, and neither does what is no opening', async (t) => {
  const server = await startFhirServer(t);
  const cookie = await openSession(server);
  server.clock.milliseconds += idleLockMillisecondsMax;
  const foreign = await server.app.inject({
    method: 'POST',
    url: '/api/session/unlock',
    headers: { cookie, 'content-type': 'application/json', origin: 'https://evil.example' },
    payload: JSON.stringify({ password }),
  });
  t.equal(refusalOf(foreign).code, 'forbidden');
  for (const body of [{}, { pin: 7 }, { password: 7 }, { password, code: 7 }]) {
    t.equal(refusalOf(await ask(server, cookie, 'POST', '/api/session/unlock', body)).code, 'body-malformed');
  }
  t.equal(await statusOf(server, cookie), 423);
});
