import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { nodePaths } from '../../provisioning/node-folder.js';
import { enrolSite, type Network, startNetwork } from '../support/programs-network.js';
import { ask, tokenOf } from '../support/programs-people.js';
import { ProgramProcess } from '../support/programs-process.js';
import { eventually } from '../support/programs-records.js';
import { callCarnet } from '../support/run-carnet.js';

/** A running site as a process of its own, and what it is asked over its loopback listener. */
async function startProcess(t: Parameters<typeof startNetwork>[0], dir: string, token?: string) {
  const process = new ProgramProcess(t, 'edge-agent', ['--dir', dir]);
  const port = Number(new URL((await process.ready())['http'] ?? '').port);
  const bearer = token ?? (await tokenOf(dir, 'doctor'));
  const save = async (id: string) => {
    const json = { resourceType: 'Patient', id, name: [{ family: 'Ngono' }] };
    const { status } = await ask(port, `/fhir/Patient/${id}`, { token: bearer, method: 'PUT', json });
    if (status !== 201) throw new Error(`not saved: ${status}`);
  };
  const has = async (id: string) => (await ask(port, `/fhir/Patient/${id}`, { token: bearer })).status === 200;
  const refused = async () => {
    const { body } = await ask(port, '/api/sync', { token: bearer });
    return (body as { hub: { refused: string | null } }).hub.refused;
  };
  const healthId = async () => {
    const { body } = await ask(port, '/api/health-id', { token: bearer, method: 'POST' });
    return (body as { healthId: string }).healthId;
  };
  return { process, token: bearer, save, has, refused, healthId };
}

/** The hub as a process of its own, and what a machine reads of it. */
async function startHub(t: Parameters<typeof startNetwork>[0], { hub, hubDir }: Network) {
  const [reader, ops] = [await tokenOf(hubDir, 'doctor'), await tokenOf(hubDir, 'ops')];
  const environment = { CARNET_PROBE_PORT: String(hub.probePort) };
  await hub.stop();
  const process = new ProgramProcess(t, 'central-hub', ['--dir', hubDir], { environment });
  const port = Number(new URL((await process.ready())['http'] ?? '').port);
  /** How many versions of a patient it holds. */
  const versions = async (id: string) => {
    const { status, body } = await ask(port, `/fhir/Patient/${id}/_history`, { token: reader });
    return status === 200 ? ((body as { entry?: readonly object[] }).entry ?? []).length : 0;
  };
  const has = (id: string) => eventually(`${id} at the hub`, async () => (await versions(id)) > 0);
  const kinds = async () => {
    const { body } = await ask(port, '/api/fleet', { token: ops });
    const [site] = (body as { sites: readonly { events: readonly { kind: string }[] }[] }).sites;
    return site?.events.map(({ kind }) => kind);
  };
  return { versions, has, kinds };
}

/** A second box with the folder of one that is stopped. */
function copyOf(dir: string, copyDir: string): string {
  cpSync(dir, copyDir, { recursive: true });
  for (const file of [nodePaths(copyDir).lock, nodePaths(copyDir).controlSocket]) rmSync(file, { force: true });
  return copyDir;
}

t.test(
  '[E12][E13][E11][E31] a copy of a hospital’s folder: refused as a clone, readmitted, nothing lost or doubled',
  async (t) => {
    const network = await startNetwork(t, []);
    const { dir } = await enrolSite(t, network, join(network.folder, 'site'), 'Garoua');
    const hub = await startHub(t, network);
    const first = await startProcess(t, dir);
    await first.save('before');
    await hub.has('before');
    await first.process.kill('SIGTERM');
    const copyDir = copyOf(dir, join(network.folder, 'copy'));

    const original = await startProcess(t, dir, first.token);
    await original.save('original-1');
    await hub.has('original-1');
    const began = Date.now();
    const copy = await startProcess(t, copyDir, first.token);
    await copy.save('copy-1');
    await eventually('refused', async () => (await copy.refused()) === 'site-cloned');
    t.comment(`clone: refused ${Date.now() - began} ms after its program was started`);
    const given = await Promise.all([original, copy, original, copy].map(({ healthId }) => healthId()));
    t.equal(new Set(given).size, 4, `no health identifier twice: ${given.join(' ')}`);
    await original.save('original-2');
    await hub.has('original-2');
    await copy.save('copy-2');
    t.ok(await copy.has('copy-1'), 'its hospital goes on');
    t.equal(await hub.versions('copy-1'), 0, 'no write of it was accepted');
    t.strictSame(await hub.kinds(), ['site-cloned']);
    const listed = await callCarnet(['site', 'list', '--dir', network.hubDir]);
    t.match(listed.out, /CLONE/);
    const status = await callCarnet(['status', '--dir', copyDir, '--json']);
    t.match(JSON.parse(status.out), { hubRefusal: 'site-cloned' });

    const help = await callCarnet(['site', 'readmit', '--help']);
    t.match(help.out, /new epoch/);
    const readmitted = Date.now();
    const said = await callCarnet(['site', 'readmit', 'Garoua', '--dir', network.hubDir]);
    t.equal(said.exit, 0, said.error);
    for (const id of ['copy-1', 'copy-2']) await hub.has(id).catch(() => hub.has(id));
    const both = ['before', 'original-1', 'original-2', 'copy-1', 'copy-2'];
    for (const id of both) await eventually(`${id} at the copy`, () => copy.has(id));
    t.comment(`clone: all of both at the hub and the copy ${Date.now() - readmitted} ms after it was readmitted`);
    for (const id of both) t.equal(await hub.versions(id), 1, `${id}, once`);
    await eventually('the other copy is fenced', async () => (await original.refused()) === 'site-cloned');
    await original.save('original-3');
    await copy.save('copy-3');
    await hub.has('copy-3');
    t.equal(await hub.versions('original-3'), 0);
    t.ok((await hub.kinds())?.includes('site-readmitted'));
    t.equal((await callCarnet(['site', 'readmit', 'Nowhere', '--dir', network.hubDir])).exit, 1);
  },
);

t.test(
  '[E13] a copy that was made before its hospital ever reached the hub is refused, and the hospital goes on over its other link',
  async (t) => {
    const network = await startNetwork(t, []);
    const { dir, relays } = await enrolSite(t, network, join(network.folder, 'site'), 'Garoua');
    for (const relay of relays.values()) relay.setCut('refuse');
    const offline = await startProcess(t, dir);
    await offline.save('before');
    await offline.process.kill('SIGTERM');
    const copyDir = copyOf(dir, join(network.folder, 'copy'));
    const hub = await startHub(t, network);
    for (const relay of relays.values()) relay.setCut(undefined);

    const original = await startProcess(t, dir, offline.token);
    await hub.has('before');
    const copy = await startProcess(t, copyDir, offline.token);
    await eventually('refused', async () => (await copy.refused()) === 'site-cloned');
    relays.get('fibre')?.setCut('refuse');
    await original.save('over-the-other-link');
    await hub.has('over-the-other-link');
    t.equal(await original.refused(), null);
    t.equal(await copy.refused(), 'site-cloned');
  },
);
