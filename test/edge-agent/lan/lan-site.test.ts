import { readFileSync, statSync } from 'node:fs';
import { request } from 'node:https';
import t from 'tap';
import { callControl } from '../../../provisioning/control/client.js';
import { readLanAuthority } from '../../../provisioning/lan/lan-folder.js';
import { lanNameOf } from '../../../provisioning/lan/lan-names.js';
import { nodePaths } from '../../../provisioning/node-folder.js';
import { askPlainly, askSecurely } from '../../support/lan-faces.js';
import { startNetwork } from '../../support/programs-network.js';

const password = 'correct horse battery staple';

async function startSite(t: Parameters<typeof startNetwork>[0]) {
  const network = await startNetwork(t, ['Garoua']);
  const [site] = network.sites;
  if (site === undefined) throw new Error('site');
  const name = lanNameOf(site.code);
  const ca = readLanAuthority(site.dir, site.code)?.rootPem ?? '';
  return { ...site, name, ca, port: site.edge.httpsPort };
}

t.test('[T40][T43] a site serves its LAN under its name, and itself as before', async (t) => {
  const { dir, name, ca, port } = await startSite(t);
  const { lanAuthority, lanServer, authority } = nodePaths(dir);
  for (const file of [lanAuthority, lanServer]) t.equal(statSync(file).mode & 0o777, 0o600);
  t.match(await askSecurely({ port, servername: name, ca }), { status: 200, protocol: 'TLSv1.3' });
  const hubRoot = readFileSync(authority, 'utf8');
  t.equal((await askSecurely({ port, servername: 'localhost', ca: hubRoot })).status, 200);
});

t.test('[T46] over the LAN the cookie is of this host alone, and no other name of it counts', async (t) => {
  const { dir, code, name, ca, port } = await startSite(t);
  await callControl(dir, 'user-add', { name: 'doctor', displayName: 'D', role: 'doctor', password });
  const body = JSON.stringify({ user: 'doctor', password });
  const secure = { port, servername: name, ca };
  const cookie = await new Promise<string>((resolve, reject) => {
    const headers = { host: `${name}:${port}`, origin: `https://${name}:${port}`, 'content-type': 'application/json' };
    const options = { host: '127.0.0.1', ...secure, path: '/api/session', method: 'POST', headers, agent: false };
    request(options, (answer) => {
      answer.resume();
      resolve(String(answer.headers['set-cookie']));
    })
      .on('error', reject)
      .end(body);
  });
  t.match(cookie, new RegExp(`^__Host-carnet_session_${code}=[\\w-]{43}; Path=/; HttpOnly; Secure; SameSite=Strict$`));
  const [pair = ''] = cookie.split(';');
  const who = async (shown: string) =>
    (await askSecurely({ ...secure, path: '/api/session', headers: { cookie: shown } })).status;
  t.equal(await who(pair), 200);
  t.equal(await who(pair.replace('__Host-', '')), 401, 'one that plain HTTP could have set');
});

t.test('[T45] no route of a site answers plain HTTP on the LAN’s port', async (t) => {
  const { edge, name, port } = await startSite(t);
  const { routes } = edge.gate;
  t.ok(routes.length > 30);
  for (const { method, url } of routes) {
    const path = url.replace(/:type/g, 'Patient').replace(/:\w+/g, 'x').replace('*', 'x');
    const answer = await askPlainly({ port, path, method, headers: { host: name } });
    const isLook = method === 'GET' || method === 'HEAD';
    t.equal(answer.status, isLook ? 308 : 400, `${method} ${url}`);
    t.equal(answer.body, '');
    t.equal(answer.headers['set-cookie'], undefined);
    t.equal(answer.headers['location'], isLook ? `https://${name}:${port}${path}` : undefined);
  }
});
