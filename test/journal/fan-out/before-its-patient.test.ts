import t from 'tap';
import {
  addSite,
  batchesBetween,
  carry,
  downTo,
  observation,
  openHub,
  openSite,
  patient,
  referral,
  settle,
  upOf,
  write,
} from '../../support/journal-fixtures.js';

const compartmentOf = (id: string) => ({
  ...{ type: observation('o1', id).type, clauses: [], compartment: patient(id).id },
  ...{ count: 9, total: true, includes: [] },
});

t.test(
  '[S3][F2] what came before its patient is kept, found and fed like the rest; nobody waits for a reference',
  async (t) => {
    const hub = openHub(t);
    const [here, there] = [await addSite(hub), await addSite(hub)];
    const [author, reader] = [openSite(t, here), openSite(t, there)];
    await write(author, patient('p1'));
    await write(author, observation('o1', 'p1'), referral('r1', 'p1', there));
    const log = upOf(here);
    const batches = await batchesBetween(author.sync, hub.sync, log);
    const ofPatient = batches.filter(({ batch }) => batch.changes.some(({ type }) => type === 'Patient'));
    const others = batches.filter((batch) => !ofPatient.includes(batch));
    t.ok(ofPatient.length > 0 && others.length > 0, 'they go in lanes of their own');

    const first = await hub.sync.applyBatches(others);
    t.ok(
      first.every(({ problem, rejects }) => problem === undefined && rejects.length === 0),
      'nothing is held up',
    );
    await settle(hub);
    t.equal(
      (await hub.records.search(compartmentOf('p1'))).versions.length,
      1,
      'found by its patient, who is not there',
    );
    t.equal(await hub.records.read({ type: patient('p1').type, id: patient('p1').id }), undefined);
    const { hubEpoch } = await hub.sync.identity();
    await carry(hub, reader, downTo(there, hubEpoch));
    t.equal((await reader.records.search(compartmentOf('p1'))).versions.length, 1, 'nor at whom it is fed to');

    await hub.sync.applyBatches(ofPatient);
    await settle(hub);
    await carry(hub, reader, downTo(there, hubEpoch));
    const stored = await reader.records.read({ type: patient('p1').type, id: patient('p1').id });
    t.equal(stored?.body.toString(), patient('p1').body.toString(), 'the patient follows, once it is there');
    t.equal((await reader.records.search(compartmentOf('p1'))).versions.length, 1, 'and nothing came twice');
  },
);
