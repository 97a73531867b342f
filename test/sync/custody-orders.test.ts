import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { callControl } from '../../provisioning/control/client.js';
import { nodePaths } from '../../provisioning/node-folder.js';
import { enrolSite, startNetwork } from '../support/programs-network.js';
import { ask, tokenOf } from '../support/programs-people.js';
import { ProgramProcess } from '../support/programs-process.js';
import { eventually } from '../support/programs-records.js';
import { callCarnet } from '../support/run-carnet.js';

interface Progress {
  readonly lanes: readonly { readonly pending: number }[];
  readonly hub: { readonly reachable: boolean };
}

/** A hub, and a site whose program is a process of its own, with a recovery code. */
async function setUp(t: Test) {
  const network = await startNetwork(t, []);
  const dir = join(network.folder, 'garoua');
  const { code } = await enrolSite(t, network, dir, 'Garoua');
  const added = await callCarnet(['key', 'add-slot', 'recovery', '--dir', dir, '--json']);
  const sheet = (JSON.parse(added.out) as { code: string }).code;
  let token: string | undefined;
  const run = async (...more: string[]) => {
    const program = new ProgramProcess(t, 'edge-agent', ['--dir', dir, ...more], { input: `${sheet}\n` });
    const { http = '' } = await program.ready();
    token ??= await tokenOf(dir, 'doctor');
    return { program, port: Number(new URL(http).port) };
  };
  const write = async (port: number, family: string) => {
    const json = { resourceType: 'Patient', name: [{ family }], gender: 'female', birthDate: '1990-01-01' };
    const { status } = await ask(port, '/fhir/Patient', { token: token ?? '', method: 'POST', json });
    t.equal(status, 201);
  };
  const progress = async (port: number) => {
    return (await ask(port, '/api/sync', { token: token ?? '' })).body as Progress;
  };
  const order = (...parameters: string[]) => callCarnet(['site', ...parameters, '--dir', network.hubDir]);
  return { network, dir, code, run, write, progress, order };
}

t.test(
  '[K14][K15] a lock closes what opens unattended; the sheet opens it, and the same order does nothing again',
  async (t) => {
    const { dir, code, run, write, progress, order } = await setUp(t);
    await callCarnet(['key', 'add-slot', 'hub', '--dir', dir]);
    const { program, port } = await run();
    await eventually('a session', async () => (await progress(port)).hub.reachable);
    await write(port, 'Canary');
    const locked = await order('lock', code);
    t.match(locked, { exit: 0, out: /is locked: only its passphrase or recovery code/ });
    t.match(await program.ended(), { exitCode: 3, errors: /key-locked\]/ });
    t.notOk(existsSync(nodePaths(dir).slotToken));
    const unattended = await new ProgramProcess(t, 'edge-agent', ['--dir', dir]).ended();
    t.match(unattended, { exitCode: 3, errors: /verrouillé[\s\S]*key-locked\]\n$/ });
    t.match(await callCarnet(['key', 'status', '--dir', dir]), { exit: 0, out: /Locked by / });
    const typed = await run('--unlock-stdin');
    await eventually('it speaks to the hub again', async () => (await progress(typed.port)).hub.reachable);
    typed.program.kill('SIGTERM');
    t.match(await typed.program.ended(), { exitCode: 0 });
  },
);

t.test('[K16] a wipe waits for the last record, then nothing opens it; ops cannot order it', async (t) => {
  const { network, dir, code, run, write, progress, order } = await setUp(t);
  const { program, port } = await run();
  await eventually('a session', async () => (await progress(port)).hub.reachable);
  const token = await tokenOf(network.hubDir, 'ops');
  const path = `/api/sites/${code}/orders`;
  const byOps = await ask(network.hub.httpPort, path, { token, method: 'POST', json: { kind: 'wipe-site' } });
  t.equal(byOps.status, 400, 'only at the command line of the hub');
  const before = network.hub.journal.counts().resources;
  await write(port, 'Canary');
  const wiped = await order('wipe', 'Garoua');
  t.match(wiped, { exit: 0, out: /is wiped\. The hub holds all its records/ });
  t.match(await program.ended(), { exitCode: 3, errors: /site-wiped\]/ });
  t.strictSame(readdirSync(dir), [], 'keys first, then all else');
  t.ok(network.hub.journal.counts().resources > before, 'it is at the hub');
});

t.test('[K16] a wipe that was asked for at any price says what was lost', async (t) => {
  const { network, dir, code, run, progress, order } = await setUp(t);
  const { program, port } = await run();
  await eventually('a session', async () => (await progress(port)).hub.reachable);
  const wiped = await order('wipe', code, '--even-unsynced', '--json');
  t.match(JSON.parse(wiped.out), { state: 'done', outcome: { wiped: true, lost: { changes: Number } } });
  t.match(await program.ended(), { exitCode: 3 });
  t.strictSame(readdirSync(dir), []);
  t.match(await order('wipe', 'Nowhere'), { exit: 1 });
  t.match(await callControl(network.hubDir, 'site-list', {}), [{ code }]);
  t.ok(readFileSync(nodePaths(network.hubDir).keySlots, 'utf8'), 'the hub keeps its own');
});
