import { mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { readManifest } from '../../provisioning/backup/manifest.js';
import { BackupStateFile } from '../../provisioning/backup/site/backup-state.js';
import type { PlaceReport } from '../../provisioning/backup/site/site-backups.js';
import { nodePaths, readIdentity } from '../../provisioning/node-folder.js';
import type { NodeStatus } from '../../provisioning/verbs/inspect-verbs.js';
import { type Network, type NetworkSite, runEdge, startNetwork, testLinks } from '../support/programs-network.js';
import { eventually, writeObservation, writePatient } from '../support/programs-records.js';
import { callCarnet } from '../support/run-carnet.js';

const canary = 'Wxyzzy-canary';

async function setUp(t: Parameters<typeof startNetwork>[0], links = testLinks) {
  const network = await startNetwork(t, ['Garoua'], links);
  const [site] = network.sites;
  if (site === undefined) throw new Error('site');
  return { network, site, usb: join(network.folder, 'usb') };
}

/** The program starts again with these settings. */
async function startWith(site: NetworkSite, settings: Readonly<Record<string, unknown>>): Promise<void> {
  await site.edge.stop();
  site.edge = await runEdge(site.dir, settings);
}

async function backUp(site: NetworkSite): Promise<readonly PlaceReport[]> {
  const { exit, out, error } = await callCarnet(['backup', '--dir', site.dir, '--json']);
  if (exit !== 0) throw new Error(error);
  return JSON.parse(out) as readonly PlaceReport[];
}

function atHub({ hubDir }: Network, site: NetworkSite): readonly string[] {
  const folder = join(nodePaths(hubDir).siteBackups, site.code);
  try {
    return readdirSync(folder).filter((name) => name.endsWith('.db'));
  } catch {
    return [];
  }
}

const stateOf = (site: NetworkSite) => new BackupStateFile(nodePaths(site.dir).backupState);

t.test(
  '[B6][B7] a running site is backed up at each of its places, and a stick that is away is told in words',
  async (t) => {
    const { network, site, usb } = await setUp(t);
    const missing = join(network.folder, 'not-plugged-in');
    mkdirSync(usb);
    await startWith(site, { backupFolders: `${usb},${missing}`, backupsKeptMax: 1 });
    const patient = await writePatient(site.edge.journal, canary);
    await writeObservation(site.edge.journal, patient, 'fièvre');
    await backUp(site);
    const reports = await backUp(site);
    t.match(reports, [
      { place: 'box' },
      { place: usb, sameDisk: true },
      { place: missing, file: null, problem: { code: 'not-found' } },
    ]);
    for (const { file } of reports.slice(0, 2)) {
      if (file === null) throw new Error('file');
      const text = readFileSync(`${file}.manifest.json`, 'utf8');
      const manifest = readManifest(text, readIdentity(site.dir).authorityPem, site.code);
      t.match(manifest, {
        role: 'site',
        site: site.code,
        epoch: 1,
        newestVersion: site.edge.journal.counts().versions,
      });
      t.equal(manifest.resources, site.edge.journal.counts().resources);
      t.ok(manifest.streams.some(({ direction, seq }) => direction === 'up' && seq > 0));
      t.match(manifest, { headsDigest: /^[0-9a-f]{64}$/, sampleDigest: /^[0-9a-f]{64}$/ });
      t.equal(statSync(file).size, manifest.bytes);
      t.notOk(readFileSync(file).includes(canary), 'encrypted');
      t.notOk(text.includes(canary), 'no patient in the manifest');
    }
    t.equal(readdirSync(usb).filter((name) => name.endsWith('.db')).length, 1, 'the oldest is gone');
    t.match(stateOf(site).of(missing), { madeAt: null, failed: { code: 'not-found' } });
    const said = await callCarnet(['backup', '--dir', site.dir, '--lang', 'fr']);
    t.equal(said.exit, 0);
    t.match(said.out, /not-plugged-in · ce dossier est introuvable\. La clé est-elle branchée/);
    t.match(said.out, /sur le même disque que les dossiers/);
    const status = await callCarnet(['status', '--dir', site.dir]);
    t.match(status.out, /last backup, this box/);
    t.match(status.out, /FAILED .*\(not-found\)/);
    mkdirSync(missing);
    t.match((await backUp(site))[2], { place: missing, problem: undefined }, 'a stick that came back');
  },
);

t.test('[B6] one folder by name, also of a site that does not run; a wrong one changes nothing', async (t) => {
  const { network, site, usb } = await setUp(t);
  await site.edge.stop();
  const refused = await callCarnet(['backup', '--dir', site.dir, '--to', usb]);
  t.equal(refused.exit, 1);
  t.match(refused.error, usb);
  mkdirSync(usb);
  const done = await callCarnet(['backup', '--dir', site.dir, '--to', usb, '--json']);
  t.match(JSON.parse(done.out), [{ place: usb }], done.error);
  t.equal(readdirSync(usb).length, 2);
  t.equal((await callCarnet(['backup', '--dir', site.dir, '--json'])).exit, 0, 'and at its places');
  t.match((await callCarnet(['status', '--dir', site.dir, '--json'])).out, /"place":"box"/);
  const hub = await callCarnet(['backup', '--dir', network.hubDir]);
  t.equal(hub.exit, 2, 'a hub has a command of its own');
  t.match(hub.error, /carnet hub backup/);
  const nowhere = await callCarnet(['backup', '--dir', join(network.folder, 'nowhere')]);
  t.equal(nowhere.exit, 2);
});

t.test('[B8] the box’s backup goes to the hub, which cannot read it, and what it has is told', async (t) => {
  const { network, site } = await setUp(t);
  await writePatient(site.edge.journal, canary);
  await eventually('connected', () => site.edge.engine.links.active !== undefined);
  const [box] = await backUp(site);
  await eventually('at the hub', () => atHub(network, site).length === 1);
  const name = box?.file?.split('/').at(-1) ?? '';
  t.same(atHub(network, site), [name]);
  const folder = join(nodePaths(network.hubDir).siteBackups, site.code);
  t.ok(readFileSync(join(folder, name)).equals(readFileSync(box?.file ?? '')), 'byte for byte');
  t.notOk(readFileSync(join(folder, name)).includes(canary));
  await eventually('the site knows', () => stateOf(site).of('hub').file === name);
  for (let count = 0; count < 2; count += 1) {
    const [next] = await backUp(site);
    const file = next?.file?.split('/').at(-1) ?? '';
    await eventually('the next one, too', () => atHub(network, site).includes(file));
  }
  await eventually('the newest two stay, and nothing else', () => readdirSync(folder).length === 4);
  t.equal(atHub(network, site).length, 2);
});

t.test('[B8] it goes on where it stopped, over a cut and a restart of the hub', async (t) => {
  // One link alone: beside another it is held back after a failure, by rule L19 for minutes.
  const { network, site } = await setUp(t, [{ name: 'fibre', kind: 'fibre', metered: false }]);
  const patient = await writePatient(site.edge.journal, 'Ngono');
  for (let count = 0; count < 250; count += 1) {
    await writeObservation(
      site.edge.journal,
      patient,
      Array.from({ length: 9_000 }, (_, at) => (at * count) % 7).join(''),
    );
  }
  await eventually('connected', () => site.edge.engine.links.active !== undefined);
  const fibre = site.relays.get('fibre');
  await eventually('the log is at the hub', async () => {
    const lanes = await site.edge.journal.sync.acknowledged({ direction: 'up', site: site.code, epoch: 1 });
    return lanes.every(({ pending }) => pending === 0);
  });
  const [box] = await backUp(site);
  const bytes = box?.bytes ?? 0;
  const part = join(nodePaths(network.hubDir).siteBackups, site.code, `.${box?.file?.split('/').at(-1)}.part`);
  await eventually('on its way', () => (statSync(part, { throwIfNoEntry: false })?.size ?? 0) > 0);
  fibre?.setCut('refuse');
  await network.restartHub();
  const before = statSync(part, { throwIfNoEntry: false })?.size;
  t.ok(before === undefined || before <= bytes);
  const sentBefore = site.edge.engine.attachments.bytesSent;
  fibre?.setCut(undefined);
  await eventually('whole at the hub', () => atHub(network, site).length === 1, 150_000);
  t.comment(
    `${bytes} bytes; ${before} were there after the cut; ${site.edge.engine.attachments.bytesSent - sentBefore} sent then`,
  );
  if (before !== undefined) {
    t.ok(site.edge.engine.attachments.bytesSent - sentBefore <= bytes - before + 32 * 16_384, 'not from the start');
  }
});

t.test('[B8] a link that is paid by the byte carries no backup, and a hub without room says so', async (t) => {
  const { network, site } = await setUp(t, [{ name: 'geo', kind: 'geo', metered: true }]);
  await eventually('connected', () => site.edge.engine.links.active !== undefined);
  await backUp(site);
  await writePatient(site.edge.journal, 'Ngono');
  await eventually('it is passed on', async () => {
    const lanes = await site.edge.journal.sync.acknowledged({ direction: 'up', site: site.code, epoch: 1 });
    return lanes.every(({ pending }) => pending === 0);
  });
  t.same(atHub(network, site), []);
  t.equal(site.edge.engine.attachments.bytesSent, 0);

  const small = await startNetwork(t, ['Maroua'], testLinks, { siteBackupMegabytesMax: 0 });
  const [other] = small.sites;
  if (other === undefined) throw new Error('site');
  await eventually('connected', () => other.edge.engine.links.active !== undefined);
  await backUp(other);
  await eventually('refused', () => stateOf(other).of('hub').failed?.code === 'backup-quota');
});

t.test('[B10] status says how many changes would be lost with the disk', async (t) => {
  const { site } = await setUp(t);
  const lines = async () => (await callCarnet(['status', '--dir', site.dir])).out;
  await eventually('nothing', async () => /lost if this disk died +nothing/.test(await lines()));
  for (const relay of site.relays.values()) relay.setCut('refuse');
  await writePatient(site.edge.journal, 'Ngono');
  const text = await lines();
  t.match(text, /lost if this disk died +1 changes that the hub does not have/);
  t.match(text, /oldest since +\d{4}-/);
  const { out } = await callCarnet(['status', '--dir', site.dir, '--json']);
  const { lanes } = JSON.parse(out) as NodeStatus;
  t.equal(
    lanes.reduce((sum, { pending }) => sum + pending, 0),
    1,
  );
  rmSync(nodePaths(site.dir).backupState, { force: true });
});
