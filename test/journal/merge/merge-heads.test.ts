import t, { type Test } from 'tap';
import { ancestorMillisecondsMax } from '../../../journal/merge/merge-heads.js';
import type { Journal } from '../../../journal/open.js';
import type { ResourceKey, StoredVersion } from '../../../journal/record-store.js';
import { hubCode, parseResourceId, parseResourceType } from '../../../protocol/ids.js';
import type { FhirObject } from '../../../record/resource.js';
import {
  author,
  batchesBetween,
  observation,
  patient,
  referral,
  resourceOf,
  settle,
  upOf,
  write,
} from '../../support/journal-fixtures.js';
import { carryDown, carryUp, feedOf, type StarSite, star } from '../../support/journal-star.js';

const allergy = (clinical: string, more: object = {}) =>
  resourceOf({
    ...{ resourceType: 'AllergyIntolerance', id: 'al', patient: { reference: 'Patient/p1' }, ...more },
    clinicalStatus: { coding: [{ code: clinical }] },
  });

const keyOf = (type: string, id: string): ResourceKey => ({ type: parseResourceType(type), id: parseResourceId(id) });

/** Two sites that hold the same patient and allergy, both cut off from now on. */
async function split(t: Test) {
  const { hub, sites } = await star(t, 2);
  const [a, b] = sites;
  await write(a.journal, patient('p1', { gender: 'female' }), allergy('active'), referral('r1', 'p1', b.code));
  await exchange(hub, a, b);
  return { hub, a, b };
}

async function exchange(hub: Journal, ...sites: readonly StarSite[]) {
  for (const site of sites) await carryUp(hub, site);
  await settle(hub);
  for (const site of sites) await carryDown(hub, site);
}

async function tasksOf(journal: Journal): Promise<readonly FhirObject[]> {
  const { versions } = await journal.records.history({ type: parseResourceType('Task'), count: 50 });
  const current = await Promise.all(
    [...new Set(versions.map(({ id }) => id))].map((id) => journal.records.read(keyOf('Task', id))),
  );
  return current.flatMap((version) => (version === undefined ? [] : [JSON.parse(version.body) as FhirObject]));
}

const versionsOf = async (journal: Journal, key: ResourceKey) =>
  (await journal.records.history({ ...key, count: 50 })).versions;

t.test(
  '[M12] the hub writes one version that names all heads, once, with the question in the same group',
  async (t) => {
    const { hub, a, b } = await split(t);
    const [resolved] = await write(a.journal, allergy('resolved'));
    const [worse] = await write(b.journal, allergy('active', { criticality: 'high' }));
    await carryUp(hub, a);
    await carryUp(hub, b);
    t.equal(hub.counts().concurrent, 1);
    const before = hub.counts().versions;
    t.match(await hub.merges.mergeHeads(10), { merged: 1, waiting: 0, more: false });
    t.match(await hub.merges.mergeHeads(10), { merged: 0 }, 'logged once');
    t.equal(hub.counts().versions, before + 2);
    await settle(hub);
    const merged = await hub.records.read(allergy('active'));
    t.match(merged, { author: 'carnet:merge', origin: hubCode, body: /"active".*"high"|"high".*"active"/ });
    const feed = (await feedOf(hub, a.code)).filter((change) => change.author === 'carnet:merge');
    t.match(feed, [
      { type: 'AllergyIntolerance', groupEnd: false },
      { type: 'Task', groupEnd: true },
    ]);
    t.same([...(feed[0]?.predecessors ?? [])].sort(), [resolved?.versionId, worse?.versionId].sort());
    for (const site of [a, b]) await carryDown(hub, site);
    for (const { journal } of [a, b]) {
      t.same(await journal.records.read(allergy('active')), merged, 'the same at all nodes');
      t.equal(journal.counts().concurrent, 0);
      t.equal((await versionsOf(journal, allergy('active'))).length, 4, 'every version is reachable');
      const [task] = await tasksOf(journal);
      if (task === undefined) throw new Error('no question');
      t.match(task, {
        ...{ status: 'requested', intent: 'proposal', priority: 'urgent' },
        ...{ focus: { reference: 'AllergyIntolerance/al' }, for: { reference: 'Patient/p1' } },
      });
      const inputs = (task['input'] as { valueString: string }[]).map(({ valueString }) => valueString);
      t.same(inputs.toSorted(), [resolved?.versionId ?? '', worse?.versionId ?? '', 'clinicalStatus'].toSorted());
    }
  },
);

t.test('[M5][M12] an address here and a telephone there become one, and nobody is asked', async (t) => {
  const { hub, a, b } = await split(t);
  await write(a.journal, patient('p1', { gender: 'female', address: [{ city: 'Garoua' }] }));
  await write(b.journal, patient('p1', { gender: 'female', telecom: [{ system: 'phone', value: '1' }] }));
  await exchange(hub, a, b);
  for (const journal of [hub, a.journal, b.journal]) {
    t.match(JSON.parse((await journal.records.read(patient('p1')))?.body ?? ''), {
      address: [{ city: 'Garoua' }],
      telecom: [{ value: '1' }],
    });
    t.same(await tasksOf(journal), []);
  }
});

t.test('[M1][M3] while the hub has not merged, every node shows the same merge, searchable at a site', async (t) => {
  const { hub, a, b } = await split(t);
  await write(a.journal, patient('p1', { gender: 'female', address: [{ city: 'Garoua' }] }));
  await write(b.journal, patient('p1', { gender: 'other' }));
  await carryUp(hub, b);
  // The hub fans out before it merges; the site has its own version still to send.
  while ((await hub.fanout.fanOut(0, 10)).more);
  await carryDown(hub, a);
  await carryUp(hub, a);
  const [atSite, atHub] = [await a.journal.records.read(patient('p1')), await hub.records.read(patient('p1'))];
  t.same(atSite, atHub);
  t.match(atSite?.body, /Garoua.*other/);
  t.not(atSite?.token, undefined);
  t.match(await a.journal.records.delivery(patient('p1')), { reached: 'hub' });
  t.equal((await a.journal.records.readVersion(patient('p1'), atSite?.versionId as never))?.token, undefined);
  const clause = (parameter: string, text: string) => ({
    ...{ kind: 'token' as const, parameter, values: [{ prefix: 'eq' as const, text }] },
  });
  const found = await a.journal.records.search({
    ...{
      type: parseResourceType('Patient'),
      clauses: [clause('gender', 'other')],
      count: 5,
      total: true,
      includes: [],
    },
  });
  t.same([found.total, found.versions[0]], [1, atSite]);
  await exchange(hub, a, b);
  t.equal((await b.journal.records.read(patient('p1')))?.body, atSite?.body, 'and what the hub writes is that');
});

t.test('[M13] an edit on top names all heads; what was read before one of them came is refused', async (t) => {
  const { hub, a, b } = await split(t);
  const [mine] = await write(a.journal, patient('p1', { gender: 'female', address: [{ city: 'Garoua' }] }));
  const [theirs] = await write(b.journal, patient('p1', { gender: 'other' }));
  await carryUp(hub, b);
  while ((await hub.fanout.fanOut(0, 10)).more);
  await carryDown(hub, a);
  const shown = await a.journal.records.read(patient('p1'));
  t.match(await a.journal.records.delivery(patient('p1')), { reached: 'site' }, 'a part of it is only here');
  const next = patient('p1', { gender: 'male' });
  for (const ifMatch of [mine, theirs].map((version) => version?.versionId ?? '')) {
    const entries = [{ verb: 'update' as const, resource: next, ifMatch }];
    await t.rejects(a.journal.records.commitBundle({ author, entries }), { code: 'version-conflict' });
  }
  const entries = [{ verb: 'update' as const, resource: next, ifMatch: shown?.token ?? '' }];
  const [written] = await a.journal.records.commitBundle({ author, entries });
  t.equal(a.journal.counts().concurrent, 0);
  await carryUp(hub, a);
  t.match(await hub.merges.mergeHeads(10), { merged: 0 }, 'nothing is left to merge');
  t.match(await hub.records.read(patient('p1')), { versionId: written?.versionId });
  await exchange(hub, a, b);
  t.same(await b.journal.records.read(patient('p1')), written);
  t.same(await tasksOf(hub), []);
});

t.test('[M14] decided at one site, closed at both, and the decision raises no new question', async (t) => {
  const { hub, a, b } = await split(t);
  const [resolved] = await write(a.journal, allergy('resolved'));
  await write(b.journal, allergy('active', { criticality: 'high' }));
  await exchange(hub, a, b);
  const [task] = await tasksOf(b.journal);
  const current = await b.journal.records.read(allergy('active'));
  if (task === undefined || current === undefined) throw new Error('nothing to decide');
  const output = [{ type: { coding: [{ code: 'decision' }] }, valueString: `clinicalStatus=${resolved?.versionId}` }];
  const decided = resourceOf({ ...task, status: 'completed', output } as never);
  const entries = [
    { verb: 'update' as const, resource: allergy('resolved', { criticality: 'high' }), ifMatch: current.versionId },
    { verb: 'update' as const, resource: decided },
  ];
  await b.journal.records.commitBundle({ author, entries });
  await exchange(hub, a, b);
  for (const journal of [hub, a.journal, b.journal]) {
    t.match(await tasksOf(journal), [{ status: 'completed' }]);
    t.match(await journal.records.read(allergy('active')), { body: /resolved/ });
    t.equal(journal.counts().concurrent, 0);
  }
  await t.rejects(a.journal.records.commitBundle({ author, entries }), { code: 'version-conflict' });
  t.match(await tasksOf(a.journal), [{ status: 'completed' }], 'a stale decision changes nothing');
});

t.test('[M14] a question that is open grows; what came while it was answered opens it again', async (t) => {
  const { hub, a, b } = await split(t);
  const [resolved] = await write(a.journal, allergy('resolved'));
  await write(b.journal, allergy('active', { criticality: 'high' }));
  await exchange(hub, a, b);
  const [task] = await tasksOf(a.journal);
  if (task === undefined) throw new Error('nothing to decide');
  // Both change it again, apart, before anybody decides; one of them decides meanwhile.
  await write(b.journal, allergy('active', { criticality: 'high', type: 'allergy' }));
  await write(
    a.journal,
    allergy('inactive', { criticality: 'high' }),
    resourceOf({ ...task, status: 'completed' } as never),
  );
  await exchange(hub, a, b);
  await exchange(hub, a, b);
  for (const journal of [hub, a.journal, b.journal]) {
    const tasks = await tasksOf(journal);
    t.equal(tasks.length, 2, 'who decided had seen all of the first');
    t.same(tasks.map(({ status }) => status as string).sort(), ['completed', 'requested']);
  }
  t.match(await hub.records.read(allergy('active')), { body: /"active"/ });
  t.ok(resolved);
});

t.test('[M12] of versions whose ancestors have not come the hub says nothing yet, and later what it can', async (t) => {
  let now = Date.now();
  const { hub, sites } = await star(t, 2, { now: () => now });
  const [a, b] = sites;
  // The first version goes in the clinical lane, the second as an urgent one.
  const critical = { interpretation: [{ coding: [{ code: 'HH' }] }] };
  await write(a.journal, observation('o1', 'p1'), referral('r1', 'p1', b.code));
  await exchange(hub, a, b);
  await write(a.journal, observation('o1', 'p1', { valueString: 'first' }));
  await write(a.journal, observation('o1', 'p1', { valueString: 'second', ...critical }));
  await write(b.journal, observation('o1', 'p1', { note: [{ text: 'n' }] }));
  await carryUp(hub, b);
  const batches = await batchesBetween(a.journal.sync, hub.sync, upOf(a.code));
  await hub.sync.applyBatches(batches.filter(({ batch }) => batch.header.lane === 1));
  t.match(await hub.merges.mergeHeads(10), { merged: 0, waiting: 1 });
  t.match(await hub.merges.mergeHeads(10), { merged: 0, waiting: 1 }, 'it stays in the list');
  t.equal(hub.counts().concurrent, 1);
  await hub.sync.applyBatches(batches.filter(({ batch }) => batch.header.lane !== 1));
  t.match(await hub.merges.mergeHeads(10), { merged: 1, waiting: 0 });
  t.match(await hub.records.read(observation('o1', 'p1')), { body: /"n".*second/ });
  t.same(await tasksOf(hub), []);

  await write(a.journal, observation('o2', 'p1', { valueString: 'a' }));
  await write(a.journal, observation('o2', 'p1', { valueString: 'b', ...critical }));
  await write(b.journal, observation('o2', 'p1', { valueString: 'c' }));
  await carryUp(hub, b);
  const urgent = (await batchesBetween(a.journal.sync, hub.sync, upOf(a.code))).filter(
    ({ batch }) => batch.header.lane === 1,
  );
  await hub.sync.applyBatches(urgent);
  t.match(await hub.merges.mergeHeads(10), { merged: 0, waiting: 1 });
  now += ancestorMillisecondsMax + 60_000;
  t.match(await hub.merges.mergeHeads(10), { merged: 1, waiting: 0 }, 'one that never comes holds up nobody');
  t.equal((await tasksOf(hub)).length, 1);
});

t.test('[M12] more heads than one change can name are merged in steps', async (t) => {
  const { hub, sites } = await star(t, 18);
  const [first, ...others] = sites;
  for (const site of others) await write(first.journal, referral(`r-${site.code}`, 'p1', site.code));
  await write(first.journal, patient('p1', { gender: 'female' }));
  await exchange(hub, ...sites);
  for (const [index, site] of sites.entries()) {
    await write(
      site.journal,
      patient('p1', { gender: 'female', telecom: [{ system: 'phone', use: `u${index}`, value: '1' }] }),
    );
  }
  await exchange(hub, ...sites);
  await exchange(hub, ...sites);
  const shown = await hub.records.read(patient('p1'));
  t.equal((JSON.parse(shown?.body ?? '{}') as { telecom: unknown[] }).telecom.length, 18);
  t.equal(hub.counts().concurrent, 0);
  for (const { journal } of sites) t.same(await journal.records.read(patient('p1')), shown as StoredVersion);
});
