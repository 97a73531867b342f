import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { parseResourceId, parseResourceType } from '../../protocol/ids.js';
import { nodePaths } from '../../provisioning/node-folder.js';
import { enrolSite, startNetwork } from '../support/programs-network.js';
import { ask, tokenOf } from '../support/programs-people.js';
import { ProgramProcess } from '../support/programs-process.js';
import { eventually, readRecord } from '../support/programs-records.js';
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

t.test(
  '[E12][E13][E11][E31] a copy of a hospital’s folder: refused as a clone, readmitted, nothing lost or doubled',
  async (t) => {
    const network = await startNetwork(t, []);
    const { code, dir } = await enrolSite(t, network, join(network.folder, 'site'), 'Garoua');
    const first = await startProcess(t, dir);
    const { journal } = network.hub;
    const atHub = (id: string) => eventually(`${id} at the hub`, () => readRecord(journal, 'Patient', id));
    await first.save('before');
    await atHub('before');
    await first.process.kill('SIGTERM');
    const copyDir = join(network.folder, 'copy');
    cpSync(dir, copyDir, { recursive: true });
    for (const file of [nodePaths(copyDir).lock, nodePaths(copyDir).controlSocket]) rmSync(file, { force: true });

    const original = await startProcess(t, dir, first.token);
    await original.save('original-1');
    await atHub('original-1');
    const began = Date.now();
    const copy = await startProcess(t, copyDir, first.token);
    await copy.save('copy-1');
    await eventually('refused', async () => (await copy.refused()) === 'site-cloned');
    t.comment(`clone: refused ${Date.now() - began} ms after its program was started`);
    const given = await Promise.all([original, copy, original, copy].map(({ healthId }) => healthId()));
    t.equal(new Set(given).size, 4, `no health identifier twice: ${given.join(' ')}`);
    await original.save('original-2');
    await atHub('original-2');
    await copy.save('copy-2');
    t.ok(await copy.has('copy-1'), 'its hospital goes on');
    t.equal(await readRecord(journal, 'Patient', 'copy-1'), undefined, 'no write of it was accepted');
    const kinds = async () => (await journal.fleet.events({ site: code, limit: 9 })).map(({ kind }) => kind);
    t.strictSame(await kinds(), ['site-cloned']);
    const listed = await callCarnet(['site', 'list', '--dir', network.hubDir]);
    t.match(listed.out, /CLONE/);
    const status = await callCarnet(['status', '--dir', copyDir, '--json']);
    t.match(JSON.parse(status.out), { hubRefusal: 'site-cloned' });

    const help = await callCarnet(['site', 'readmit', '--help']);
    t.match(help.out, /new epoch/);
    const readmitted = Date.now();
    const said = await callCarnet(['site', 'readmit', 'Garoua', '--dir', network.hubDir]);
    t.equal(said.exit, 0, said.error);
    for (const id of ['copy-1', 'copy-2']) await atHub(id).catch(() => atHub(id));
    const both = ['before', 'original-1', 'original-2', 'copy-1', 'copy-2'];
    for (const id of both) await eventually(`${id} at the copy`, () => copy.has(id));
    t.comment(`clone: all of both at the hub and the copy ${Date.now() - readmitted} ms after it was readmitted`);
    for (const id of both) {
      const key = { type: parseResourceType('Patient'), id: parseResourceId(id) };
      t.equal((await journal.records.history({ ...key, count: 9 })).versions.length, 1, `${id}, once`);
    }
    await eventually('the other copy is fenced', async () => (await original.refused()) === 'site-cloned');
    await original.save('original-3');
    await copy.save('copy-3');
    await atHub('copy-3');
    t.equal(await readRecord(journal, 'Patient', 'original-3'), undefined);
    t.ok((await kinds()).includes('site-readmitted'));
    t.equal((await callCarnet(['site', 'readmit', 'Nowhere', '--dir', network.hubDir])).exit, 1);
  },
);
