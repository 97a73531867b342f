import t from 'tap';
import { deviceOf } from '../../../../fhir-api/session/account/device.js';
import {
  type FhirServer,
  idleLockMillisecondsMax,
  password,
  refusalOf,
  startFhirServer,
} from '../../../support/fhir-server.js';
import { ask, cookieOf } from '../../../support/session-requests.js';

const firefox = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0';
const chrome =
  'Mozilla/5.0 (Linux; Android 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Mobile Safari/537.36';

interface Shown {
  readonly id: string;
  readonly isCurrent: boolean;
  readonly isLocked: boolean;
  readonly since: string;
  readonly lastUse: string | null;
  readonly address: string;
  readonly device: string;
}

/** Signs in as from a browser on the network. @returns its cookie, by both of its names */
async function signIn({ app }: FhirServer, address: string, agent: string, user = 'doctor'): Promise<string> {
  const answer = await app.inject({
    ...{ method: 'POST', url: '/api/session', remoteAddress: address, payload: JSON.stringify({ user, password }) },
    headers: { 'content-type': 'application/json', 'user-agent': agent },
  });
  const cookie = cookieOf(answer);
  return `${cookie}; ${cookie.replace('__Host-', '')}`;
}

const listOf = async (server: FhirServer, cookie: string) =>
  (await ask(server, cookie, 'GET', '/api/account/sessions')).json<{ sessions: readonly Shown[] }>().sessions;

const isIn = async (server: FhirServer, cookie: string) =>
  (await ask(server, cookie, 'GET', '/api/session')).statusCode === 200;

t.test('[N23] a person sees where they are signed in, and nobody else’s sessions', async (t) => {
  const server = await startFhirServer(t);
  const desk = await signIn(server, '10.0.0.7', firefox);
  await signIn(server, '10.0.0.9', firefox, 'nurse');
  server.clock.milliseconds += 60_000;
  const telephone = await signIn(server, '10.0.0.8', chrome);
  server.clock.milliseconds += 60_000;
  await ask(server, desk, 'POST', '/api/session/use');
  const answer = await ask(server, telephone, 'GET', '/api/account/sessions');
  t.equal(answer.headers['cache-control'], 'no-store');
  const [last, first, ...others] = answer.json<{ sessions: readonly Shown[] }>().sessions;
  t.strictSame(others, []);
  t.match(last, { isCurrent: true, isLocked: false, address: '10.0.0.8', device: 'Chrome, Android' });
  t.match(first, {
    ...{ isCurrent: false, address: '10.0.0.7', device: 'Firefox, Windows' },
    ...{ since: '2026-11-21T09:00:00.000Z', lastUse: '2026-11-21T09:02:00.000Z' },
  });
  for (const one of [desk, telephone]) t.notOk(answer.body.includes(one.slice(-43)), 'no secret');
  await ask(server, desk, 'POST', '/api/session/lock');
  t.match((await listOf(server, telephone))[1], { isLocked: true, lastUse: null });
  server.clock.milliseconds += idleLockMillisecondsMax;
  t.match(refusalOf(await ask(server, telephone, 'GET', '/api/account/sessions')), { code: 'session-locked' });
  const byToken = await server.app.inject({
    url: '/api/account/sessions',
    headers: { authorization: `Bearer ${server.tokens.doctor}` },
  });
  t.match(byToken.json(), { sessions: [{ isCurrent: false }, { isCurrent: false }] });
});

t.test('[N23] one is ended by itself, or all others; a session of somebody else is not there', async (t) => {
  const server = await startFhirServer(t);
  const cookies: string[] = [];
  for (const address of ['10.0.0.1', '10.0.0.2', '10.0.0.3', '10.0.0.4']) {
    cookies.push(await signIn(server, address, firefox));
    server.clock.milliseconds += 1_000;
  }
  const [first = '', second = '', third = '', fourth = ''] = cookies;
  const nurse = await signIn(server, '10.0.0.9', firefox, 'nurse');
  const end = (cookie: string, id: string) => ask(server, cookie, 'DELETE', `/api/account/sessions/${id}`);
  const idAt = async (address: string) =>
    (await listOf(server, first)).find((one) => one.address === address)?.id ?? 'none';
  t.match(refusalOf(await end(nurse, await idAt('10.0.0.2'))), { status: 404, code: 'not-found' });
  t.equal((await end(first, await idAt('10.0.0.2'))).statusCode, 204);
  t.strictSame([await isIn(server, first), await isIn(server, second), await isIn(server, third)], [true, false, true]);
  t.equal((await ask(server, first, 'DELETE', '/api/account/sessions/others')).statusCode, 204);
  t.strictSame(
    [await isIn(server, first), await isIn(server, third), await isIn(server, fourth)],
    [true, false, false],
  );
  t.equal(await isIn(server, nurse), true);
  t.equal((await listOf(server, first)).length, 1);
  const own = await end(first, await idAt('10.0.0.1'));
  t.match([own.statusCode, own.headers['set-cookie']], [204, /Max-Age=0/]);
  t.equal(await isIn(server, first), false);
  t.match(
    server.audited.filter(({ action }) => action.startsWith('sign-out')),
    [{ action: 'sign-out' }, { action: 'sign-out-others' }, { action: 'sign-out' }],
  );
  const byToken = await server.app.inject({
    ...{ method: 'DELETE', url: '/api/account/sessions/others' },
    headers: { authorization: `Bearer ${server.tokens.doctor}` },
  });
  t.match(refusalOf(byToken), { status: 401, code: 'unauthenticated' }, 'a token has no others');
});

t.test('[N23] of what a browser calls itself names of a list are kept, and nothing else', async (t) => {
  const known: readonly (readonly [agent: string | undefined, device: string])[] = [
    [firefox, 'Firefox, Windows'],
    [chrome, 'Chrome, Android'],
    [`${chrome} Edg/120.0`, 'Edge, Android'],
    ['Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Safari/604.1', 'Safari, iPhone'],
    ['Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/130.0 Safari/537.36', 'Chrome, Linux'],
    ['curl/8.0 <script>alert(1)</script>', ''],
    [undefined, ''],
    [`${'x'.repeat(10_000)} Firefox/1`, ''],
  ];
  for (const [agent, device] of known) t.equal(deviceOf(agent), device, String(agent).slice(0, 60));
});
