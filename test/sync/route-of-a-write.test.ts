import t from 'tap';
import { startNetwork } from '../support/programs-network.js';
import { eventually, readRecord, writeObservation, writePatient, writeReferral } from '../support/programs-records.js';

t.test('[F1][F2][S2] a record written in one hospital is at the hub, and after a referral in the other', async (t) => {
  const { hub, sites } = await startNetwork(t, ['Garoua', 'Douala']);
  const [garoua, douala] = sites;
  if (garoua === undefined || douala === undefined) throw new Error('sites');

  const patient = await writePatient(garoua.edge.journal, 'Ngono');
  const observation = await writeObservation(garoua.edge.journal, patient, 'fièvre');
  const atHub = await eventually('at the hub', () => readRecord(hub.journal, 'Observation', observation));
  const atSite = await readRecord(garoua.edge.journal, 'Observation', observation);
  t.equal(atHub.body, atSite?.body, 'equal byte for byte');
  t.equal(atHub.versionId, atSite?.versionId, 'and the same version');
  await eventually('the site knows', async () => {
    const found = await garoua.edge.journal.records.delivery({ type: atHub.type, id: atHub.id });
    return found?.reached === 'hub';
  });
  t.equal(await readRecord(douala.edge.journal, 'Patient', patient), undefined, 'not at a site that has no interest');

  await writeReferral(garoua.edge.journal, patient, douala.code);
  const arrived = await eventually('at the other site', () =>
    readRecord(douala.edge.journal, 'Observation', observation),
  );
  t.equal(arrived.body, atHub.body, 'the whole record comes, also what was written before');
  t.ok(await readRecord(douala.edge.journal, 'Patient', patient));

  const answer = await writeObservation(douala.edge.journal, patient, 'vu à Douala');
  await eventually('back at the first site', () => readRecord(garoua.edge.journal, 'Observation', answer));
});
