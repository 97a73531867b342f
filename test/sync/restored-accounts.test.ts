import { copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { callControl } from '../../provisioning/control/client.js';
import { nodePaths } from '../../provisioning/node-folder.js';
import { type NetworkSite, runEdge, startNetwork } from '../support/programs-network.js';
import { ask, tokenOf } from '../support/programs-people.js';
import { callCarnet } from '../support/run-carnet.js';

const scope = 'system/Observation.rs';
const password = 'correct horse battery staple';

async function secretOf(dir: string, name: string): Promise<string> {
  return ((await callControl(dir, 'token-create', { name, scope })) as { readonly secret: string }).secret;
}

const statusOf = async (port: number | undefined, token: string) =>
  (await ask(port, '/fhir/Observation', { token })).status;

async function signInStatus(port: number | undefined, user: string, given: string): Promise<number> {
  return (await ask(port, '/api/session', { method: 'POST', json: { user, password: given } })).status;
}

async function healthId(site: NetworkSite, token: string): Promise<string> {
  const { status, body } = await ask(site.edge.httpPort, '/api/health-id', { method: 'POST', token });
  if (status !== 201) throw new Error(String(status));
  return (body as { readonly healthId: string }).healthId;
}

t.test(
  '[B16][E31] a restore lets nobody in who was shut out since, and gives no health identifier twice',
  async (t) => {
    const network = await startNetwork(t, ['Garoua']);
    const [site] = network.sites;
    if (site === undefined) throw new Error('site');
    const { dir } = site;
    const reception = await tokenOf(dir, 'reception');
    for (const name of ['awa', 'bela']) {
      await callControl(dir, 'user-add', { name, displayName: name, role: 'nurse', password });
    }
    const awas = (await callControl(dir, 'token-issue', { user: 'awa', ttlMilliseconds: 3_600_000 })) as {
      readonly secret: string;
    };
    const [stolen, kept] = [await secretOf(dir, 'stolen'), await secretOf(dir, 'kept')];
    t.equal(await statusOf(site.edge.httpPort, stolen), 200);
    t.equal(await signInStatus(site.edge.httpPort, 'bela', password), 200);
    const printed = [await healthId(site, reception)];
    const usb = join(network.folder, 'usb');
    mkdirSync(usb);
    const made = await callCarnet(['backup', '--dir', dir, '--to', usb, '--json']);
    const file = (JSON.parse(made.out) as readonly { readonly file: string }[])[0]?.file ?? '';

    await callControl(dir, 'token-revoke', { name: 'stolen' });
    await callControl(dir, 'user-disable', { name: 'awa' });
    await callControl(dir, 'user-reset', { name: 'bela', password: `${password}, another` });
    await callControl(dir, 'user-add', { name: 'dora', displayName: 'Dora', role: 'doctor', password });
    for (let count = 0; count < 5; count += 1) printed.push(await healthId(site, reception));
    await site.edge.stop();
    const restored = await callCarnet(['restore', file, '--dir', dir, '--discard-unsent']);
    t.equal(restored.exit, 0, restored.error);
    t.match(restored.out, /Shut out since this backup, and so again: awa, bela, stolen\. .*carnet user reset/);
    t.match(restored.out, /not in it: dora\. Add them again/);

    site.edge = await runEdge(dir);
    const port = site.edge.httpPort;
    t.equal(await statusOf(port, stolen), 401, 'a revoked token stays revoked');
    t.equal(await statusOf(port, awas.secret), 401, 'a token of who was disabled');
    t.equal(await signInStatus(port, 'awa', password), 401);
    t.equal(await signInStatus(port, 'bela', password), 401, 'the password before the reset');
    t.equal(await statusOf(port, kept), 200, 'others are not concerned');
    const next = await healthId(site, reception);
    t.notOk(printed.includes(next), 'what was only printed is not given again');
    await callControl(dir, 'user-reset', { name: 'bela', password });
    t.equal(await signInStatus(port, 'bela', password), 200);
  },
);

t.test('[B16] nor does a database that somebody put back by hand, at a hub', async (t) => {
  const network = await startNetwork(t, []);
  const { hubDir: dir } = network;
  const stolen = await secretOf(dir, 'stolen');
  t.equal(await statusOf(network.hub.httpPort, stolen), 200);
  await network.hub.stop();
  const { journal } = nodePaths(dir);
  const before = join(network.folder, 'before.db');
  copyFileSync(journal, before);
  t.equal((await callCarnet(['token', 'revoke', 'stolen', '--dir', dir])).exit, 0, 'while no program runs');
  copyFileSync(before, journal);
  for (const end of ['-wal', '-shm']) rmSync(`${journal}${end}`, { force: true });
  await network.restartHub();
  t.equal(await statusOf(network.hub.httpPort, stolen), 401);
});
