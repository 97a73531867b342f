import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { parseResourceId, parseResourceType } from '../../protocol/ids.js';
import type { BackupManifest } from '../../provisioning/backup/manifest.js';
import { signManifest } from '../../provisioning/backup/manifest.js';
import { lockFolder } from '../../provisioning/folder/lock.js';
import { nodePaths, readIdentity } from '../../provisioning/node-folder.js';
import { type Network, type NetworkSite, runEdge, startNetwork } from '../support/programs-network.js';
import { eventually, readRecord, writeObservation, writePatient } from '../support/programs-records.js';
import { callCarnet } from '../support/run-carnet.js';

async function setUp(t: Test, names: readonly string[] = ['Garoua']) {
  const network = await startNetwork(t, names);
  const [site, other] = network.sites;
  if (site === undefined) throw new Error('site');
  const usb = join(network.folder, 'usb');
  mkdirSync(usb);
  const backUp = async (of = site) => {
    const { exit, out, error } = await callCarnet(['backup', '--dir', of.dir, '--to', usb, '--json']);
    if (exit !== 0) throw new Error(error);
    return (JSON.parse(out) as readonly { readonly file: string }[])[0]?.file ?? '';
  };
  const restore = (file: string, ...more: readonly string[]) =>
    callCarnet(['restore', file, '--dir', site.dir, ...more]);
  const receipted = () =>
    eventually('receipted', async () => {
      const lanes = await site.edge.journal.sync.acknowledged({ direction: 'up', site: site.code, epoch: 1 });
      return lanes.every(({ pending }) => pending === 0);
    });
  const atHub = (id: string) => eventually('at the hub', () => readRecord(network.hub.journal, 'Observation', id));
  return { network, site, other, backUp, restore, atHub, receipted };
}

async function timesAtHub({ hub }: Network, id: string): Promise<number> {
  const key = { type: parseResourceType('Observation'), id: parseResourceId(id) };
  return (await hub.journal.records.history({ ...key, count: 10 })).versions.length;
}

async function start(site: NetworkSite): Promise<void> {
  site.edge = await runEdge(site.dir);
}

t.test('[B11][B12] a restored site goes on under a new epoch, gets back what came since, nothing twice', async (t) => {
  const { network, site, backUp, restore, atHub, receipted } = await setUp(t);
  const patient = await writePatient(site.edge.journal, 'Ngono');
  const write = (value: string) => writeObservation(site.edge.journal, patient, value);
  const before = await write('before');
  await atHub(before);
  const file = await backUp();
  const since = [await write('since'), await write('since, too')];
  for (const id of since) await atHub(id);
  await receipted();
  for (const relay of site.relays.values()) relay.setCut('refuse');
  const unsent = await write('not sent');
  const running = await restore(file);
  t.equal(running.exit, 3);
  t.match(running.error, /running program/);
  await site.edge.stop();
  const refused = await restore(file, '--lang', 'fr');
  t.equal(refused.exit, 3, 'what only this database has is not given up in silence');
  t.match(refused.error, /ne sont ni au central ni dans cette sauvegarde.*\(1\)/);
  t.match((await restore(file)).error, /have not reached the hub and are not in this backup.*\(1\)/);
  for (const relay of site.relays.values()) relay.setCut(undefined);
  await start(site);
  await atHub(unsent);
  await receipted();
  await site.edge.stop();
  const done = await restore(`${file}.manifest.json`);
  t.equal(done.exit, 0, done.error);
  t.match(done.out, /back as it was on .*\nKept beside: .*journal-before-restore/);

  await start(site);
  t.equal(await readRecord(site.edge.journal, 'Observation', since[0] ?? ''), undefined, 'as it was');
  const after = await write('after');
  await atHub(after);
  for (const id of [...since, unsent]) await eventually('back', () => readRecord(site.edge.journal, 'Observation', id));
  for (const id of [before, ...since, unsent, after]) t.equal(await timesAtHub(network, id), 1, 'once');
  t.match(await site.edge.journal.sync.identity(), { epoch: 2 });
  t.equal(site.edge.journal.counts().concurrent, 0);
});

t.test(
  '[B12] what only a backup holds reaches the hub when the disk has died; --discard-unsent is asked for',
  async (t) => {
    const { network, site, backUp, restore, atHub } = await setUp(t);
    const patient = await writePatient(site.edge.journal, 'Ngono');
    const first = await writeObservation(site.edge.journal, patient, 'first');
    await atHub(first);
    for (const relay of site.relays.values()) relay.setCut('refuse');
    const inBackup = await writeObservation(site.edge.journal, patient, 'in the backup only');
    const file = await backUp();
    const gone = await writeObservation(site.edge.journal, patient, 'after the backup');
    await site.edge.stop();
    const saved = join(network.folder, 'saved');
    cpSync(site.dir, saved, { recursive: true });
    const discarded = await restore(file, '--discard-unsent', '--lang', 'fr');
    t.match(discarded.out, /1 changements ne sont que dans la base gardée à côté/, discarded.error);
    rmSync(site.dir, { recursive: true });
    cpSync(saved, site.dir, { recursive: true });
    for (const end of ['', '-wal', '-shm']) rmSync(`${nodePaths(site.dir).journal}${end}`, { force: true });
    writeFileSync(nodePaths(site.dir).journal, 'a disk that has died');
    const done = await restore(file);
    t.equal(done.exit, 0, done.error);
    for (const relay of site.relays.values()) relay.setCut(undefined);
    await start(site);
    await atHub(inBackup);
    t.equal(await timesAtHub(network, inBackup), 1);
    t.equal(
      await readRecord(network.hub.journal, 'Observation', gone),
      undefined,
      'lost with the disk, as status had said',
    );
    const after = await writeObservation(site.edge.journal, patient, 'after');
    await atHub(after);
  },
);

t.test('[B11] a file of another hospital, cut short, altered or unlike its manifest: each its own words', async (t) => {
  const { site, other, backUp, restore } = await setUp(t, ['Garoua', 'Douala']);
  if (other === undefined) throw new Error('site');
  await writePatient(site.edge.journal, 'Ngono');
  const file = await backUp();
  const foreign = await backUp(other);
  await site.edge.stop();
  const { journal } = nodePaths(site.dir);
  const before = readFileSync(journal);
  const good = readFileSync(file);
  const manifestFile = `${file}.manifest.json`;
  const manifest = readFileSync(manifestFile, 'utf8');
  const refused = async (given: string, en: RegExp, fr: RegExp) => {
    const english = await restore(given);
    t.equal(english.exit, 3, english.out);
    t.match(english.error, en);
    t.match(english.error, /Nothing was changed/);
    t.match((await restore(given, '--lang', 'fr')).error, fr);
    t.ok(readFileSync(journal).equals(before), 'the state before is kept');
    t.same(
      readdirSync(site.dir).filter((name) => /restor/.test(name)),
      [],
    );
  };
  await refused(foreign, /of another hospital/, /d’un autre hôpital/);
  truncateSync(file, good.length - 100);
  await refused(file, /not complete/, /incomplet/);
  const flipped = Uint8Array.from(good);
  flipped[9_000] = (flipped[9_000] ?? 0) ^ 1;
  writeFileSync(file, flipped);
  await refused(file, /altered or damaged/, /altérée ou abîmée/);
  writeFileSync(file, good);
  writeFileSync(manifestFile, manifest.replace(/"resources": \d+/, '"resources": 99'));
  await refused(file, /altered or damaged/, /altérée ou abîmée/);
  const { signature: _, certificate: __, ...unsigned } = JSON.parse(manifest) as BackupManifest;
  writeFileSync(manifestFile, JSON.stringify(signManifest({ ...unsigned, resources: 99 }, readIdentity(site.dir))));
  await refused(file, /not what its manifest says/, /n’est pas celui du manifeste/);
  rmSync(manifestFile);
  await refused(file, /no backup that the hub’s authority stands behind/, /ne garantit pas cette sauvegarde/);
  writeFileSync(manifestFile, manifest);
  const lock = lockFolder(site.dir);
  t.match((await restore(file)).error, /running program/);
  lock.release();
  t.equal((await restore(join(site.dir, 'nothing.db'))).exit, 1);
  t.equal((await restore('')).exit, 1);
  t.equal((await callCarnet(['restore', '--dir', site.dir])).exit, 2);
});
