import t from 'tap';
import { journalLimits } from '../../../journal/limits.js';
import type { Journal } from '../../../journal/open.js';
import type { PatientFetched } from '../../../journal/sync-store.js';
import { parseResourceId, type SiteCode } from '../../../protocol/ids.js';
import { lane } from '../../../protocol/lane.js';
import {
  batchesBetween,
  downTo,
  observation,
  patient,
  referral,
  resourceOf,
  settle,
  welcomeOf,
  write,
} from '../../support/journal-fixtures.js';
import { carryDown, carryUp, feedOf, names, type StarSite, star } from '../../support/journal-star.js';

const p1 = parseResourceId('p1');
const subject = { reference: 'Patient/p1' };
const clinicalStatus = { coding: [{ code: 'active' }] };
const allergy = resourceOf({ resourceType: 'AllergyIntolerance', id: 'a1', patient: subject, clinicalStatus });
const problem = (text: string) =>
  resourceOf({ resourceType: 'Condition', id: 'c1', subject, clinicalStatus, code: { text } });

const firstAsk: string = '019a0000-0000-7000-8000-000000000001';

/** As the programs do it: the question is kept, the hub answers, the answer is kept. */
async function fetchTo(hub: Journal, { code, journal }: StarSite, id = firstAsk): Promise<PatientFetched> {
  const question = { kind: 'patient', patient: p1 } as const;
  await journal.siteEpochs.adoptHubEpoch(welcomeOf(1, []));
  const asker = { author: 'Practitioner/n', role: 'nurse' };
  await journal.remote.add({ ...asker, id, purpose: 'treatment', ask: question, askedMilliseconds: Date.now() });
  const answer = await hub.fanout.fetchPatient({ site: code, patient: p1 });
  if (answer.kind !== 'unknown') await journal.remote.settle(id, answer);
  return answer;
}

const laneHead = async (hub: Journal, site: SiteCode, index: number) =>
  (await hub.sync.heads({ direction: 'dn', site, epoch: 1 }))[index]?.seq;

async function withRecord(t: Parameters<typeof star>[0]) {
  const network = await star(t, 2);
  const { hub, sites } = network;
  const [a] = sites;
  await write(a.journal, patient('p1'), allergy, problem('Paludisme'), observation('o1', 'p1'));
  await write(a.journal, observation('o2', 'p1'));
  await carryUp(hub, a);
  await settle(hub);
  return network;
}

t.test(
  '[F9] the summary of a fetched patient comes in lane 0, the rest in lane 2, and makes no interest',
  async (t) => {
    const { hub, sites } = await withRecord(t);
    const [a, b] = sites;
    const answer = await fetchTo(hub, b);
    t.match(answer, { kind: 'copy', summarySeq: 3, completeSeq: 2 });
    t.ok(answer.kind === 'copy' && Math.abs(Date.now() - answer.asOfMilliseconds) < 10_000);
    t.same(
      (await feedOf(hub, b.code)).map(({ resourceId }) => resourceId),
      ['p1', 'a1', 'c1', 'o1', 'o2'],
    );
    t.same(await hub.fanout.interestedIn(p1), [a.code]);
    await write(a.journal, observation('o3', 'p1'));
    await carryUp(hub, a);
    await settle(hub);
    t.equal((await feedOf(hub, b.code)).length, 5, 'what comes later is not sent');
  },
);

t.test('[F9] asked again, only what came since is sent, and nothing looks concurrent', async (t) => {
  const { hub, sites } = await withRecord(t);
  const [a, b] = sites;
  await fetchTo(hub, b);
  t.match(await fetchTo(hub, b, '019a0000-0000-7000-8000-000000000002'), {
    summarySeq: 3,
    completeSeq: 2,
  });
  for (const text of ['Paludisme grave', 'Paludisme guéri']) await write(a.journal, problem(text));
  await write(a.journal, observation('o3', 'p1'));
  await carryUp(hub, a);
  await settle(hub);
  t.match(await fetchTo(hub, b, '019a0000-0000-7000-8000-000000000003'), {
    kind: 'copy',
    completeSeq: 3,
  });
  t.same(names(await feedOf(hub, b.code)), ['a1', 'c1', 'c1', 'c1', 'o1', 'o2', 'o3', 'p1']);
  await carryDown(hub, b);
  t.same(await b.journal.records.read(problem('')), await hub.records.read(problem('')));
  t.equal(b.journal.counts().concurrent, 0);
});

t.test('[F9] a patient whom nobody knows, or who was deleted, is not there, and nothing changes', async (t) => {
  const { hub, sites } = await withRecord(t);
  const [a, b] = sites;
  const before = hub.counts();
  t.same(await hub.fanout.fetchPatient({ site: b.code, patient: parseResourceId('p9') }), { kind: 'unknown' });
  t.same(hub.counts(), before);
  await a.journal.records.commitBundle({ author: 'x', entries: [{ verb: 'delete', key: patient('p1') }] });
  await carryUp(hub, a);
  await settle(hub);
  t.same(await hub.fanout.fetchPatient({ site: b.code, patient: p1 }), { kind: 'unknown' });
  t.same(await feedOf(hub, b.code), []);
  t.same(await hub.fanout.fetchPatient({ site: a.code, patient: parseResourceId('p9') }), { kind: 'unknown' });
  await t.rejects(b.journal.fanout.fetchPatient({ site: b.code, patient: p1 }), { code: 'usage-wrong' });
});

t.test('[F10] a copy is dated and says how much of it is here; a write makes it the site’s own', async (t) => {
  const { hub, sites } = await withRecord(t);
  const [a, b] = sites;
  t.same(await b.journal.remote.copyOf(p1), { interest: 'none' });
  await fetchTo(hub, b);
  t.match(await b.journal.remote.copyOf(p1), { interest: 'copy', state: 'coming' });
  const batches = await batchesBetween(hub.sync, b.journal.sync, downTo(b.code));
  await b.journal.sync.applyBatches(batches.filter(({ batch }) => batch.header.lane === lane.control));
  t.match(await b.journal.remote.copyOf(p1), { interest: 'copy', state: 'summary' });
  await carryDown(hub, b);
  const held = await b.journal.remote.copyOf(p1);
  t.match(held, { interest: 'copy', state: 'complete' });
  t.same(await a.journal.remote.copyOf(p1), { interest: 'own' }, 'who wrote it has no copy');

  await write(a.journal, observation('o3', 'p1'));
  await carryUp(hub, a);
  await settle(hub);
  await carryDown(hub, b);
  t.equal(await b.journal.records.read(observation('o3', 'p1')), undefined);
  t.same(await b.journal.remote.copyOf(p1), held, 'the date stays what it was');

  await write(b.journal, observation('o4', 'p1'));
  t.same(await b.journal.remote.copyOf(p1), { interest: 'own' });
  const before = (await feedOf(hub, b.code)).length;
  await carryUp(hub, b);
  await settle(hub);
  t.same((await hub.fanout.interestedIn(p1)).length, 2);
  t.equal((await feedOf(hub, b.code)).length, before + 1, 'what it lacked, and no more');
  await carryDown(hub, b);
  t.ok(await b.journal.records.read(observation('o3', 'p1')));
  t.same(await fetchTo(hub, b, '019a0000-0000-7000-8000-000000000002'), { kind: 'own' });
});

t.test('[F10] a referral to the site makes a copy its own, too', async (t) => {
  const { hub, sites } = await withRecord(t);
  const [a, b] = sites;
  await fetchTo(hub, b);
  await carryDown(hub, b);
  t.match(await b.journal.remote.copyOf(p1), { interest: 'copy' });
  await write(a.journal, referral('r1', 'p1', b.code));
  await carryUp(hub, a);
  await settle(hub);
  await carryDown(hub, b);
  t.same(await b.journal.remote.copyOf(p1), { interest: 'own' });
});

t.test('[F7][F9] a record too large for one round is fed over the next; until then it is no whole copy', async (t) => {
  const { hub, sites } = await withRecord(t);
  const [a, b] = sites;
  const count = journalLimits.snapshotResourcesMax + 100;
  await write(a.journal, ...Array.from({ length: count }, (_, index) => observation(`n${index}`, 'p1')));
  await carryUp(hub, a);
  await settle(hub);
  const first = await fetchTo(hub, b);
  t.match(first, { kind: 'copy', summarySeq: 3, completeSeq: undefined });
  await carryDown(hub, b);
  t.match(await b.journal.remote.copyOf(p1), { interest: 'copy', state: 'summary' });
  t.match(await b.journal.remote.unanswered(Date.now()), [{ id: firstAsk }], 'the hub is asked again');
  await settle(hub);
  const again = await hub.fanout.fetchPatient({ site: b.code, patient: p1 });
  t.match(again, { kind: 'copy', completeSeq: count + 2 });
  if (again.kind === 'copy') await b.journal.remote.settle(firstAsk, again);
  t.same(await b.journal.remote.unanswered(Date.now()), []);
  await carryDown(hub, b);
  t.match(await b.journal.remote.copyOf(p1), { interest: 'copy', state: 'complete' });
  t.equal(new Set(names(await feedOf(hub, b.code))).size, (await feedOf(hub, b.code)).length, 'each once');
  t.equal(await laneHead(hub, b.code, lane.clinical), count + 2);
});
