import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { parseResourceId, parseResourceType } from '../../protocol/ids.js';
import { callControl } from '../../provisioning/control/client.js';
import { nodePaths } from '../../provisioning/node-folder.js';
import { enrolSite, type Network, type NetworkSite, startNetwork } from '../support/programs-network.js';
import {
  entryOf,
  eventually,
  readRecord,
  writeObservation,
  writePatient,
  writeReferral,
} from '../support/programs-records.js';

const healedMillisecondsMax = 60_000;
type Key = readonly [type: string, id: string];

async function versionsOf(journal: NetworkSite['edge']['journal'], [type, id]: Key): Promise<readonly string[]> {
  const key = { type: parseResourceType(type), id: parseResourceId(id) };
  return (await journal.records.history({ ...key, count: 20 })).versions.map(({ versionId }) => versionId).sort();
}

/** All three have the same versions of each record, each once. */
async function allEqual(t: Test, network: Network, keys: readonly Key[]): Promise<void> {
  const journals = () => [network.hub.journal, ...network.sites.map(({ edge }) => edge.journal)];
  for (const key of keys) {
    await eventually(
      `${key.join('/')} everywhere`,
      async () => {
        const all = await Promise.all(journals().map((journal) => versionsOf(journal, key)));
        return all.every((versions) => versions.length > 0 && versions.join() === all[0]?.join());
      },
      30_000,
    );
    t.equal((await versionsOf(network.hub.journal, key)).length, 1, `${key[0]}, once`);
  }
}

async function goesBack(t: Test, what: string, save: (network: Network) => void, putBack: (network: Network) => void) {
  const network = await startNetwork(t, ['Garoua', 'Douala']);
  const [garoua, douala] = network.sites;
  if (garoua === undefined || douala === undefined) throw new Error('sites');
  const patient = await writePatient(garoua.edge.journal, 'Ngono');
  const referral = await writeReferral(garoua.edge.journal, patient, douala.code);
  const keys: Key[] = [
    ['Patient', patient],
    ['ServiceRequest', referral],
  ];
  await allEqual(t, network, keys);
  // One of the sites is away: what waits for it at the hub is in a feed that will be over.
  await douala.edge.stop();
  keys.push(['Observation', await writeObservation(garoua.edge.journal, patient, 'while the other was away')]);
  await eventually('at the hub', () => readRecord(network.hub.journal, ...(keys.at(-1) ?? ['', ''])));
  await network.hub.stop();
  save(network);
  await network.restartHub();
  await douala.restart();
  await allEqual(t, network, keys);

  // Now what the hub will lose: of each site, received by the other, and one of its own.
  keys.push(['Observation', await writeObservation(garoua.edge.journal, patient, 'lost, of the first')]);
  keys.push(['Observation', await writeObservation(douala.edge.journal, patient, 'lost, of the second')]);
  const organization = { resourceType: 'Organization', id: 'o-of-the-hub', name: 'Région' };
  await network.hub.journal.records.commitBundle({ author: 'carnet:test', entries: [entryOf(organization)] });
  keys.push(['Organization', 'o-of-the-hub']);
  await eventually('its own reaches a site', () => readRecord(garoua.edge.journal, 'Organization', 'o-of-the-hub'));
  await allEqual(t, network, keys);
  await network.hub.stop();
  putBack(network);
  // Meanwhile the hospitals go on.
  keys.push(['Observation', await writeObservation(garoua.edge.journal, patient, 'while the hub was away, first')]);
  keys.push(['Observation', await writeObservation(douala.edge.journal, patient, 'while the hub was away, second')]);

  const began = Date.now();
  await network.restartHub();
  await allEqual(t, network, keys);
  const healedMilliseconds = Date.now() - began;
  t.ok(healedMilliseconds <= healedMillisecondsMax, `healed in ${healedMilliseconds} ms`);
  t.comment(`restored hub, ${what}: all three equal ${healedMilliseconds} ms after its start`);
  const { hubEpoch } = await network.hub.journal.sync.identity();
  t.equal(hubEpoch, 2);
  const events = await network.hub.journal.fleet.events({ limit: 9 });
  t.strictSame(
    events.map(({ kind }) => kind),
    ['hub-restored'],
  );
  for (const { edge } of network.sites) {
    t.match(await edge.journal.sync.identity(), { epoch: 1, hubEpoch: 2 });
    await eventually('settled', async () => (await edge.journal.siteEpochs.earlierFeed()) === undefined);
  }
  keys.push(['Observation', await writeObservation(douala.edge.journal, patient, 'the day after')]);
  await allEqual(t, network, keys);
  return network;
}

function removeJournal(dir: string): void {
  for (const end of ['', '-wal', '-shm']) rmSync(`${nodePaths(dir).journal}${end}`, { force: true });
}

t.test(
  '[E14][E15][E16] a hub of yesterday beside today’s witness: nothing lost or doubled, all three equal',
  async (t) => {
    const saved = (network: Network) => join(network.folder, 'saved.db');
    await goesBack(
      t,
      'database only',
      (network) => cpSync(nodePaths(network.hubDir).journal, saved(network)),
      (network) => {
        removeJournal(network.hubDir);
        cpSync(saved(network), nodePaths(network.hubDir).journal);
      },
    );
  },
);

t.test('[E14][E15][E16] the whole folder of a hub of yesterday: a site’s first hello shows it', async (t) => {
  const saved = (network: Network) => join(network.folder, 'saved-hub');
  const node = (network: Network) => nodePaths(network.hubDir).node;
  await goesBack(
    t,
    'whole folder',
    (network) => cpSync(network.hubDir, saved(network), { recursive: true }),
    (network) => {
      cpSync(node(network), join(network.folder, 'node.json'));
      rmSync(network.hubDir, { recursive: true });
      cpSync(saved(network), network.hubDir, { recursive: true });
      cpSync(join(network.folder, 'node.json'), node(network));
    },
  );
});

t.test('[E17][E14] who was revoked since stays out of a hub of yesterday', async (t) => {
  const network = await startNetwork(t, []);
  const { code } = await enrolSite(t, network, join(network.folder, 'stolen'), 'Stolen');
  await network.hub.stop();
  const saved = join(network.folder, 'saved.db');
  cpSync(nodePaths(network.hubDir).journal, saved);
  await network.restartHub();
  await callControl(network.hubDir, 'site-revoke', { code });
  await network.hub.stop();
  removeJournal(network.hubDir);
  cpSync(saved, nodePaths(network.hubDir).journal);
  await network.restartHub();
  t.match(await network.hub.journal.fleet.findSite(code), { state: 'revoked' });
  t.match(await network.hub.journal.fleet.events({ limit: 1 }), [{ kind: 'hub-restored' }]);
});
