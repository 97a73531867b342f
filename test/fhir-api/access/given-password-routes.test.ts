import t from 'tap';
import type { ServedRoute } from '../../../fhir-api/access/route-gate.js';
import { callControl } from '../../../provisioning/control/client.js';
import { likeInAHospital } from '../../support/browser-factor.js';
import { startNetwork } from '../../support/programs-network.js';
import { currentCode } from '../../support/totp-device.js';

const password = 'ndole-ndole-1234';

/** What a session does that stands on a given password: it is used, locked, opened, proved, and a password is chosen. */
const letIn = [
  'GET /api/account',
  'GET /api/session',
  'GET /api/session/lock',
  'POST /api/account/own-password',
  'POST /api/account/password-rating',
  'POST /api/session/lock',
  'POST /api/session/proof',
  'POST /api/session/unlock',
  'POST /api/session/use',
];

function post(port: number | undefined, path: string, json: object): Promise<Response> {
  const headers = { 'content-type': 'application/json' };
  return fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', headers, body: JSON.stringify(json) });
}

/** The cookie of somebody whom a password was given, after their first sign-in. */
async function firstSignIn(port: number | undefined, user: string): Promise<string> {
  const offered = await post(port, '/api/session', { user, password });
  const { token, uri } = ((await offered.json()) as { offer: { token: string; uri: string } }).offer;
  const taken = await post(port, '/api/session/second-factor', { token, code: currentCode(uri) });
  return taken.headers.get('set-cookie')?.split(';')[0] ?? '';
}

async function codeOf(port: number | undefined, { method, url }: ServedRoute, cookie: string): Promise<unknown> {
  const path = url.replace(/:type/g, 'Patient').replace(/:\w+/g, 'x').replace('*', '');
  const signal = AbortSignal.timeout(20_000);
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, { method, signal, headers: { cookie } });
  if (method === 'HEAD') return answer.status === 403 ? 'own-password-wanted' : answer.status;
  const text = await answer.text();
  return /"(own-password-wanted)"/.exec(text)?.[1] ?? answer.status;
}

t.test('[N31] with a given password every route of both programs is shut but those to choose one’s own', async (t) => {
  const network = await startNetwork(t, ['Garoua']);
  await likeInAHospital(network);
  const { hub, hubDir, sites } = network;
  const [site] = sites;
  if (site === undefined) throw new Error('site');
  for (const [name, program, dir, role] of [
    ['site', site.edge, site.dir, 'admin'],
    ['hub', hub, hubDir, 'ops'],
  ] as const) {
    await callControl(dir, 'user-add', { name: role, displayName: role, role, password });
    const cookie = await firstSignIn(program.httpPort, role);
    const { routes } = program.gate;
    const isAsked = ({ access }: ServedRoute) => access !== 'open' && access !== 'own-proof';
    t.strictSame(
      routes
        .filter((each) => each.isForGivenPassword && each.method !== 'HEAD')
        .map(({ method, url }) => `${method} ${url}`)
        .sort(),
      letIn,
      name,
    );
    for (const route of routes.filter((each) => isAsked(each) && !each.isForGivenPassword)) {
      const title = `${name} ${route.method} ${route.url}`;
      t.equal(await codeOf(program.httpPort, route, cookie), 'own-password-wanted', title);
    }
    t.equal(
      await codeOf(program.httpPort, { ...routes[0], method: 'GET', url: '/api/session' } as ServedRoute, cookie),
      200,
    );
  }
});
