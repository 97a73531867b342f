import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { parseLinkName } from '../../protocol/ids.js';
import { type NetworkSite, startNetwork } from '../support/programs-network.js';
import {
  eventually,
  readRecord,
  writeAllergy,
  writeObservation,
  writePatient,
  writeReferral,
} from '../support/programs-records.js';

const geo = parseLinkName('geo');
const capBytes = 50_000_000;
const links = [
  { name: 'fibre', kind: 'fibre', metered: false },
  { name: 'geo', kind: 'geo', metered: true, budgetBytes: capBytes },
];
const shown = (site: NetworkSite) => site.edge.engine.links.show().find(({ name }) => name === geo)?.state;
const budget = (site: NetworkSite) => site.edge.engine.budgets.show().get(geo);
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

function onlySatellite({ relays }: NetworkSite): void {
  relays.get('fibre')?.setCut('refuse');
}

async function restartWith(site: NetworkSite, settings: object): Promise<void> {
  writeFileSync(join(site.dir, 'settings.json'), JSON.stringify(settings));
  await site.restart();
}

t.test('[L52][L53] a month that is spent stops all but urgent records, both ways, also after a restart', async (t) => {
  const network = await startNetwork(t, ['Garoua', 'Douala'], links);
  const [garoua, douala] = network.sites;
  if (garoua === undefined || douala === undefined) throw new Error('sites');
  const patient = await writePatient(garoua.edge.journal, 'Ngono');
  await writeReferral(garoua.edge.journal, patient, douala.code);
  await eventually('patient at the second site', () => readRecord(douala.edge.journal, 'Patient', patient));
  await eventually(
    'everything at rest',
    async () => (await readRecord(network.hub.journal, 'Patient', patient)) !== undefined,
  );
  onlySatellite(garoua);
  await eventually('over the satellite', () => shown(garoua) === 'active');

  garoua.edge.engine.budgets.note(geo, { up: capBytes * 0.95, down: 0 });
  const up = await writeObservation(garoua.edge.journal, patient, 'up');
  await pause(1_500);
  const down = await writeObservation(douala.edge.journal, patient, 'down');
  await eventually('the other site’s record at the hub', () => readRecord(network.hub.journal, 'Observation', down));
  const urgentUp = await writeAllergy(garoua.edge.journal, patient);
  const urgentDown = await writeAllergy(douala.edge.journal, patient);
  await eventually('urgent up', () => readRecord(network.hub.journal, 'AllergyIntolerance', urgentUp));
  await eventually('urgent down', () => readRecord(garoua.edge.journal, 'AllergyIntolerance', urgentDown));
  await pause(1_500);
  t.equal(await readRecord(network.hub.journal, 'Observation', up), undefined, 'what is not urgent waits');
  t.equal(await readRecord(garoua.edge.journal, 'Observation', down), undefined, 'at the hub, too');
  t.match(budget(garoua), { level: 'spent', capBytes });

  await garoua.restart();
  await eventually('over the satellite again', () => garoua.edge.engine.links.active?.link === geo);
  const again = await writeAllergy(garoua.edge.journal, patient);
  await eventually('urgent up', () => readRecord(network.hub.journal, 'AllergyIntolerance', again));
  await pause(1_500);
  t.match(budget(garoua), { level: 'spent' });
  t.equal(await readRecord(network.hub.journal, 'Observation', up), undefined, 'a restart gives nothing');

  garoua.relays.get('fibre')?.setCut(undefined);
  await eventually('up, over the fibre', () => readRecord(network.hub.journal, 'Observation', up), 60_000);
  await eventually('down', () => readRecord(garoua.edge.journal, 'Observation', down));
});

t.test(
  '[L54] a satellite that sleeps wakes for an urgent record, not for a clinical one, and sleeps again',
  async (t) => {
    const network = await startNetwork(t, ['Garoua'], links);
    const [site] = network.sites;
    if (site === undefined) throw new Error('site');
    await restartWith(site, { meteredStandby: 'asleep' });
    await eventually('up', () => site.edge.engine.links.active !== undefined);
    t.equal(shown(site), 'asleep');
    const patient = await writePatient(site.edge.journal, 'Ngono');
    await eventually('patient at the hub', () => readRecord(network.hub.journal, 'Patient', patient));
    onlySatellite(site);
    await eventually('no link', () => site.edge.engine.links.active === undefined, 30_000);
    const clinical = await writeObservation(site.edge.journal, patient, 'waits');
    await pause(7_000);
    t.equal(site.relays.get('geo')?.bytes.up, 0, 'nothing wakes it');
    const urgent = await writeAllergy(site.edge.journal, patient);
    await eventually('urgent', () => readRecord(network.hub.journal, 'AllergyIntolerance', urgent));
    await eventually('what waited goes along', () => readRecord(network.hub.journal, 'Observation', clinical));
  },
);

t.test('[L50] bytes of a session’s socket are those that the line carries', async (t) => {
  const network = await startNetwork(t, ['Garoua'], [{ ...links[1], name: 'geo', kind: 'geo', metered: true }]);
  const [site] = network.sites;
  if (site === undefined) throw new Error('site');
  const patient = await writePatient(site.edge.journal, 'Ngono');
  const written = [];
  for (let count = 0; count < 200; count += 1) {
    written.push(await writeObservation(site.edge.journal, patient, `value ${count}`));
  }
  for (const id of written) await eventually('at the hub', () => readRecord(network.hub.journal, 'Observation', id));
  await pause(500);
  const { up = 0, down = 0 } = site.relays.get('geo')?.bytes ?? {};
  const said = site.edge.engine.meter?.totals().get(geo) ?? { up: 0, down: 0 };
  // The line counts what is in TCP, the meter what is around it as well: never less, and not by much.
  for (const [line, meter] of [
    [up, said.up],
    [down, said.down],
  ] as const) {
    t.ok(meter > line && meter < line * 1.25 + 3_000, `${meter} of ${line}`);
  }
});
