import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { pathOf } from '../../provisioning/certificates/chain.js';
import { certificateFingerprintOf } from '../../provisioning/certificates/fingerprint.js';
import { callControl } from '../../provisioning/control/client.js';
import { nodePaths, readIdentity, readNode } from '../../provisioning/node-folder.js';
import { readBundle } from '../../provisioning/trust/bundle.js';
import { hubTunnelPublicKey } from '../../provisioning/tunnel/tunnel-keys.js';
import { freePortRun } from '../support/free-port.js';
import { runImport, writeFiles } from '../support/import-run.js';
import { ProgramProcess } from '../support/programs-process.js';
import { eventually } from '../support/programs-records.js';
import { callCarnet } from '../support/run-carnet.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const patience = 120_000;

interface World {
  readonly folder: string;
  readonly hubDir: string;
  readonly siteDir: string;
  /** Two options: the root's file, carried away, and what opens it. */
  readonly root: readonly string[];
  startHub(): Promise<ProgramProcess>;
  /** Writes a record at the site, and waits until it is at the hub. */
  reaches(id: string): Promise<void>;
}

async function carnet(...words: readonly string[]): Promise<string> {
  const { exit, out, error } = await callCarnet(words);
  if (exit !== 0) throw new Error(`${words.join(' ')}: ${error}`);
  return out;
}

async function refusal(...words: readonly string[]): Promise<string> {
  const { exit, error } = await callCarnet(words);
  if (exit === 0) throw new Error(`${words.join(' ')} was not refused`);
  return error;
}

/** The root is carried away, as the guide says, with its code in a file beside it. */
function carryAway(folder: string, { file, code }: { readonly file: string; readonly code: string }, name: string) {
  const [away, secret] = [join(folder, `${name}.carnet`), join(folder, `${name}.code`)];
  cpSync(file, away);
  rmSync(file);
  writeFileSync(secret, code);
  return ['--root', away, '--root-secret-file', secret];
}

/** A hub and a hospital, made by the commands of the guide; both programs are processes. */
async function startWorld(t: Test): Promise<World> {
  const folder = temporaryFolder(t);
  const [hubDir, siteDir] = [join(folder, 'hub'), join(folder, 'site')];
  const port = await freePortRun(5);
  const ports = ['--https-port', String(port), '--mqtt-port', String(port + 1)];
  const place = ['--host', '127.0.0.1', '--listen', '127.0.0.1', ...ports];
  const made = JSON.parse(await carnet('hub', 'init', '--dir', hubDir, ...place, '--json'));
  writeFileSync(nodePaths(hubDir).settings, JSON.stringify({ probePort: port + 2 }));
  hubTunnelPublicKey(hubDir);
  const root = carryAway(folder, made.root, 'root');
  const startHub = async () => {
    const hub = new ProgramProcess(t, 'central-hub', ['--dir', hubDir]);
    await hub.ready();
    return hub;
  };
  const world: World = {
    ...{ folder, hubDir, siteDir, root, startHub },
    reaches: async (id) => {
      const files = writeFiles(t, { 'p.ndjson': [{ resourceType: 'Patient', id, name: [{ family: 'Ngono' }] }] });
      t.match((await runImport(siteDir, files)).report, { created: 1 });
      const digest = () => callControl(hubDir, 'digest', { type: 'Patient', id }).catch(() => undefined);
      await eventually(`${id} is at the hub`, digest, patience);
    },
  };
  return world;
}

/** Registers the hospital and starts its program. */
async function startSite(t: Test, { hubDir, siteDir }: World): Promise<ProgramProcess> {
  const words = ['--region', 'Nord', '--link', 'fibre:unmetered', '--dir', hubDir, '--json'];
  const { oneTimeCode } = JSON.parse(await carnet('site', 'add', 'Garoua', ...words));
  const node = readNode(hubDir);
  const place = ['--listen', '127.0.0.1', '--https-port', String(node.https.port + 3)];
  await carnet('join', oneTimeCode, '--hub', `https://127.0.0.1:${node.https.port}`, '--dir', siteDir, ...place);
  const edge = new ProgramProcess(t, 'edge-agent', ['--dir', siteDir]);
  await edge.ready();
  return edge;
}

const issuingOf = (dir: string) => {
  const { authorityPem, certificatePem } = readIdentity(dir);
  const issuing = pathOf(authorityPem, certificatePem)?.issuing;
  return issuing && certificateFingerprintOf(issuing);
};
const bundleOf = (dir: string) => readBundle(readIdentity(dir).authorityPem);

t.test('[E42][B19] a hub whose disk is gone comes back from a backup and the root; the site goes on', async (t) => {
  const world = await startWorld(t);
  const { folder, hubDir, siteDir, root, startHub, reaches } = world;
  let hub = await startHub();
  const site = await startSite(t, world);
  await reaches('before');
  // Since the hub was started another root is announced, and the site has heard of it.
  const next = JSON.parse(await carnet('hub', 'root-new', '--out', join(folder, 'r2'), '--dir', hubDir, '--json'));
  const second = carryAway(folder, next, 'new-root').map((word) => word.replace(/^--/, '--new-'));
  await carnet('hub', 'trust', 'announce', ...second, ...root, '--dir', hubDir);
  await site.kill('SIGTERM');
  const edge = new ProgramProcess(t, 'edge-agent', ['--dir', siteDir]);
  await edge.ready();
  await eventually('the site has heard of it', () => bundleOf(siteDir).version === 2, patience);
  const usb = join(folder, 'usb');
  mkdirSync(usb);
  const { file } = JSON.parse(await carnet('hub', 'backup', '--to', usb, '--dir', hubDir, '--json'));
  for (const name of ['keySlots', 'slotToken'] as const) cpSync(nodePaths(hubDir)[name], join(usb, name));
  const before = {
    ...{ issuing: issuingOf(hubDir), node: readNode(hubDir), tunnel: hubTunnelPublicKey(hubDir) },
    settings: readFileSync(nodePaths(hubDir).settings, 'utf8'),
  };

  await hub.kill('SIGKILL');
  rmSync(hubDir, { recursive: true });
  mkdirSync(hubDir, { mode: 0o700 });
  const files = writeFiles(t, { 'p.ndjson': [{ resourceType: 'Patient', id: 'meanwhile' }] });
  t.match((await runImport(siteDir, files)).report, { created: 1 }, 'the hospital goes on meanwhile');

  const restore = ['hub', 'restore', file, '--dir', hubDir];
  t.match(await refusal(...restore, ...root, '--lang', 'en'), /key-slots\.json and slot\.token/);
  for (const name of ['keySlots', 'slotToken'] as const) cpSync(join(usb, name), nodePaths(hubDir)[name]);
  t.match(await refusal(...restore, '--lang', 'en'), /add --root FILE/);
  t.match(await refusal(...restore, '--lang', 'fr'), /ajoutez --root FICHIER/);
  const foreign = second.map((word) => word.replace(/^--new-/, '--'));
  t.equal(JSON.parse(await refusal(...restore, ...foreign, '--json')).problem.code, 'backup-refused');
  t.strictSame(readdirSync(hubDir).sort(), ['key-slots.json', 'slot.token'], 'nothing was changed');
  const said = await carnet(...restore, ...root, '--lang', 'en');
  t.match(said, /The identity is made anew: another issuing authority signs/);
  t.match(said, `carnet hub trust distrust ${before.issuing} --root`);
  t.match(readNode(hubDir), before.node);
  t.equal(readFileSync(nodePaths(hubDir).settings, 'utf8'), before.settings);
  t.equal(hubTunnelPublicKey(hubDir), before.tunnel, 'its end of the tunnels');
  t.strictSame(readdirSync(nodePaths(hubDir).bundles).sort(), ['1.pem', '18.pem', '2.pem'], 'as the backup found them');

  hub = await startHub();
  const there = (id: string) => callControl(hubDir, 'digest', { type: 'Patient', id }).catch(() => undefined);
  for (const id of ['before', 'meanwhile']) await eventually(`${id} is at the hub`, () => there(id), patience);
  await reaches('after');
  t.not(issuingOf(hubDir), before.issuing, 'another issuing authority');
  await edge.kill('SIGTERM');
  const again = new ProgramProcess(t, 'edge-agent', ['--dir', siteDir]);
  await again.ready();
  await eventually('the site takes the bundle', () => bundleOf(siteDir).version === bundleOf(hubDir).version, patience);
  t.equal(bundleOf(siteDir).roots.length, 1, 'what was announced is not');
  await reaches('last');
  t.match(JSON.parse(await carnet('hub', 'trust', 'status', '--dir', hubDir, '--json')), { step: 'steady' });
  for (const program of [again, hub]) await program.kill('SIGTERM');
});

t.test('[E42] a hub that has lost identity/ only says what to do; it is made anew beside the database', async (t) => {
  const world = await startWorld(t);
  const { hubDir, siteDir, root, startHub, reaches } = world;
  let hub = await startHub();
  const edge = await startSite(t, world);
  await reaches('before');
  const before = issuingOf(hubDir) ?? '';
  const sealBefore = nodePaths(hubDir).feedSealKey;
  t.notOk(existsSync(sealBefore), 'it was derived of the key that is lost');
  const rebuild = ['hub', 'issuing', 'rebuild', '--dir', hubDir];
  t.equal(JSON.parse(await refusal(...rebuild, ...root, '--json')).problem.code, 'folder-in-use');
  await hub.kill('SIGTERM');
  t.equal(JSON.parse(await refusal(...rebuild, ...root, '--json')).problem.code, 'already-exists');
  rmSync(nodePaths(hubDir).key);
  rmSync(nodePaths(hubDir).issuing);
  const stopped = await new ProgramProcess(t, 'central-hub', ['--dir', hubDir]).ended();
  t.match(stopped.errors, /\[folder-incomplete\]/);
  const doctor = await callCarnet(['doctor', '--dir', hubDir, '--lang', 'fr']);
  t.match(doctor.out, /carnet hub issuing rebuild --root FICHIER/);

  const report = JSON.parse(await carnet(...rebuild, ...root, '--json'));
  t.match(report, { before, version: 17, kept: /identity-before-\d+T/ });
  t.ok(existsSync(report.kept), 'what was left stays');
  // The disk may have been stolen: what signed before counts no more.
  await carnet('hub', 'trust', 'distrust', before, ...root, '--dir', hubDir);
  hub = await startHub();
  await eventually('the site was given another', () => issuingOf(siteDir) === issuingOf(hubDir), patience);
  await reaches('after');
  await edge.kill('SIGTERM');
  const again = new ProgramProcess(t, 'edge-agent', ['--dir', siteDir]);
  await again.ready();
  await eventually('it heard whom to distrust', () => bundleOf(siteDir).distrusted.includes(before), patience);
  await reaches('last');
  for (const program of [again, hub]) await program.kill('SIGTERM');
});
