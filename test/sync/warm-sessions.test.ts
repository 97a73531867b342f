import t from 'tap';
import { startNetwork } from '../support/programs-network.js';
import { eventually, readRecord, writeObservation, writePatient, writeReferral } from '../support/programs-records.js';

const links = [
  { name: 'fibre', kind: 'fibre', metered: false },
  { name: 'radio', kind: 'other', metered: false },
  { name: 'geo', kind: 'geo', metered: true },
];

t.test('[L6][L2] a link that costs nothing is held open, and carries all lanes both ways at once', async (t) => {
  const network = await startNetwork(t, ['Garoua', 'Douala'], links);
  const [garoua, douala] = network.sites;
  if (garoua === undefined || douala === undefined) throw new Error('sites');
  const shown = (name: string) => garoua.edge.engine.links.show().find((link) => link.name === name);
  const atHub = async (state: string) =>
    (await network.hub.readFleet()).sites
      .find(({ code }) => code === garoua.code)
      ?.links.filter((link) => link.state === state)
      .map(({ name }) => name);
  await eventually(
    'both are open',
    () => shown('fibre')?.state === 'active' && (garoua.relays.get('radio')?.taken ?? 0) > 0,
  );
  await eventually('the hub holds both', async () => (await atHub('active'))?.[0] === 'fibre');
  t.equal(garoua.relays.get('geo')?.bytes.up, 0, 'what is paid by the byte stays shut');
  const patient = await writePatient(garoua.edge.journal, 'Ngono');
  await writeReferral(garoua.edge.journal, patient, douala.code);
  await eventually('patient at the second site', () => readRecord(douala.edge.journal, 'Patient', patient));

  const connections = garoua.relays.get('radio')?.taken ?? 0;
  garoua.relays.get('fibre')?.setCut('refuse');
  const up = await writeObservation(garoua.edge.journal, patient, 'up');
  const down = await writeObservation(douala.edge.journal, patient, 'down');
  await eventually('up', () => readRecord(network.hub.journal, 'Observation', up));
  await eventually('down', () => readRecord(garoua.edge.journal, 'Observation', down));
  t.strictSame(await atHub('active'), ['radio']);
  t.equal(garoua.relays.get('radio')?.taken, connections, 'no connection had to be made');
  await eventually('all is acknowledged', async () => {
    const own = { direction: 'up', site: garoua.code, epoch: 1 } as const;
    return (await garoua.edge.journal.sync.acknowledged(own)).every(({ pending }) => pending === 0);
  });

  garoua.relays.get('fibre')?.setCut(undefined);
  await eventually(
    'the fibre is held open again',
    async () => (await atHub('standby'))?.some((name) => name === 'fibre'),
    60_000,
  );
  t.strictSame(await atHub('active'), ['radio'], 'as good and as cheap: no reason to hurry (L58)');
  garoua.relays.get('radio')?.setCut('refuse');
  const again = await writeObservation(garoua.edge.journal, patient, 'again');
  const back = await writeObservation(douala.edge.journal, patient, 'back');
  await eventually('up', () => readRecord(network.hub.journal, 'Observation', again));
  await eventually('down', () => readRecord(garoua.edge.journal, 'Observation', back));
  t.strictSame(await atHub('active'), ['fibre']);
});
