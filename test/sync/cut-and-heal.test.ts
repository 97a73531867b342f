import { createHash } from 'node:crypto';
import t from 'tap';
import type { Journal } from '../../journal/open.js';
import { parseResourceId, parseResourceType } from '../../protocol/ids.js';
import { type Network, type NetworkSite, startNetwork } from '../support/programs-network.js';
import { eventually, readRecord, writeObservation, writePatient, writeReferral } from '../support/programs-records.js';

function cut(site: NetworkSite, mode: 'refuse' | 'blackhole' | undefined): void {
  for (const relay of site.relays.values()) relay.setCut(mode);
}

/** What a journal holds of a resource: the digest of every version, sorted, and which one is current. */
async function digestOf(journal: Journal, type: string, id: string): Promise<string> {
  const key = { type: parseResourceType(type), id: parseResourceId(id) };
  const { versions } = await journal.records.history({ ...key, count: 100 });
  const current = await journal.records.read(key);
  const lines = versions.map(({ versionId, body, deleted }) => `${versionId} ${deleted} ${body}`).sort();
  return createHash('sha256')
    .update([current?.versionId, ...lines].join('\n'))
    .digest('hex');
}

async function twoSitesWithAPatient(t: Parameters<typeof startNetwork>[0]) {
  const network: Network = await startNetwork(t, ['Garoua', 'Douala']);
  const [garoua, douala] = network.sites;
  if (garoua === undefined || douala === undefined) throw new Error('sites');
  const patient = await writePatient(garoua.edge.journal, 'Ngono');
  await writeReferral(garoua.edge.journal, patient, douala.code);
  await eventually('patient at the second site', () => readRecord(douala.edge.journal, 'Patient', patient));
  return { network, garoua, douala, patient };
}

t.test('[L3][S2][S9][S10][M1] cut, write on both sides, heal: equal everywhere, nothing lost or doubled', async (t) => {
  const { network, garoua, douala, patient } = await twoSitesWithAPatient(t);
  cut(garoua, 'refuse');
  cut(douala, 'refuse');
  await eventually('both are cut off', () =>
    network.hub.metrics.metrics.text().then((text) => !/_connected.*1$/m.test(text)),
  );

  const written: string[] = [];
  for (let count = 0; count < 20; count += 1) {
    written.push(await writeObservation(garoua.edge.journal, patient, `G${count}`));
    written.push(await writeObservation(douala.edge.journal, patient, `D${count}`));
  }
  // Both change the same record without knowing of each other.
  await writePatient(garoua.edge.journal, 'Ngono-Garoua', patient);
  await writePatient(douala.edge.journal, 'Ngono-Douala', patient);
  cut(garoua, undefined);
  cut(douala, undefined);

  const journals = () => [garoua.edge.journal, douala.edge.journal, network.hub.journal];
  for (const id of written) {
    for (const journal of journals()) await eventually('arrives', () => readRecord(journal, 'Observation', id), 40_000);
  }
  await eventually('all three agree on the patient', async () => {
    if (journals().some((journal) => journal.counts().concurrent > 0)) return false;
    const digests = await Promise.all(journals().map((journal) => digestOf(journal, 'Patient', patient)));
    return new Set(digests).size === 1;
  });
  for (const id of written) {
    const digests = await Promise.all(journals().map((journal) => digestOf(journal, 'Observation', id)));
    t.equal(new Set(digests).size, 1, 'the same versions everywhere');
  }
  const { versions } = await network.hub.journal.records.history({
    ...{ type: parseResourceType('Patient'), id: parseResourceId(patient), count: 100 },
  });
  t.equal(versions.length, 4, 'both versions are kept beside the first, and what the hub made of them');
});

t.test('[L2] the fibre fails: the satellite takes over where the hub’s receipt left it, and gives back', async (t) => {
  const { network, garoua, patient } = await twoSitesWithAPatient(t);
  const active = () => garoua.edge.engine.links.active?.link;
  t.equal(active(), 'fibre');
  t.equal(garoua.edge.engine.links.show()[1]?.state, 'standby', 'the metered link costs nothing meanwhile');
  t.equal(garoua.relays.get('geo')?.bytes.up, 0);

  garoua.relays.get('fibre')?.setCut('refuse');
  const during = await writeObservation(garoua.edge.journal, patient, 'over the satellite');
  await eventually('arrives', () => readRecord(network.hub.journal, 'Observation', during));
  t.equal(active(), 'geo');
  t.match(garoua.edge.engine.links.show()[0], { name: 'fibre', state: 'down' });

  garoua.relays.get('fibre')?.setCut(undefined);
  await eventually('back on the fibre, when it was clean for half a minute', () => active() === 'fibre', 90_000);
  const after = await writeObservation(garoua.edge.journal, patient, 'over the fibre');
  await eventually('arrives', () => readRecord(network.hub.journal, 'Observation', after));
});

t.test('[L2][S7] a line that swallows everything in silence is found by the missing receipt', async (t) => {
  const { network, garoua, patient } = await twoSitesWithAPatient(t);
  garoua.relays.get('fibre')?.setCut('blackhole');
  const during = await writeObservation(garoua.edge.journal, patient, 'swallowed first');
  t.equal((await readRecord(network.hub.journal, 'Observation', during)) === undefined, true);
  await eventually('arrives over the other link', () => readRecord(network.hub.journal, 'Observation', during), 20_000);
  t.match(garoua.edge.engine.links.show()[0], { state: 'down', cause: 'blackhole' });
});

t.test('[S2][F3] the hub stops and starts: sites come back and nothing is missing', async (t) => {
  const { network, garoua, douala, patient } = await twoSitesWithAPatient(t);
  await network.hub.stop();
  const meanwhile = await writeObservation(garoua.edge.journal, patient, 'while the hub is away');
  await network.restartHub();
  const arrived = await eventually('arrives', () => readRecord(douala.edge.journal, 'Observation', meanwhile), 40_000);
  t.ok(arrived);
  await garoua.restart();
  const later = await writeObservation(garoua.edge.journal, patient, 'after a restart of the site');
  t.ok(await eventually('arrives', () => readRecord(douala.edge.journal, 'Observation', later), 40_000));
});
