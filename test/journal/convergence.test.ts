import fc from 'fast-check';
import t from 'tap';
import type { Journal } from '../../journal/open.js';
import type { Page } from '../../journal/record-store.js';
import type { ApplyBatch } from '../../journal/sync-store.js';
import { parseResourceId, parseResourceType, type SiteCode } from '../../protocol/ids.js';
import { lanes } from '../../protocol/lane.js';
import {
  addSite,
  author,
  batchesBetween,
  carry,
  downTo,
  observation,
  openHub,
  openSite,
  patient,
  referral,
  resourceOf,
  settle,
  upOf,
  write,
} from '../support/journal-fixtures.js';

const person = patient('p1');
const resources = ['o0', 'o1', 'o2'].map((id) => observation(id, 'p1'));

const codes = ['active', 'inactive', 'resolved'];
/** One of each class of merge; `value` says what is in it. */
const subjects = [
  (value: number) => observation('o0', 'p1', { valueInteger: value % 3, note: [{ text: `${value}` }] }),
  (value: number) =>
    resourceOf({
      ...{ resourceType: 'AllergyIntolerance', id: 'al', patient: { reference: 'Patient/p1' } },
      clinicalStatus: { coding: [{ code: codes[value % 3] }] },
      criticality: ['low', 'high'][value % 2],
    }),
  (value: number) =>
    patient('p1', {
      telecom: [{ system: 'phone', use: `u${value % 3}`, value: `${value}` }],
      ...(value % 2 === 0 ? { birthDate: `199${value}` } : { gender: `g${value}` }),
    }),
];
const keys = [...resources, ...subjects.map((subject) => subject(0))];

/** The same site codes at every hub that is made with it. */
const sameCodes = () => {
  let next = 0;
  return (length: number) =>
    Uint8Array.from({ length }, () => {
      next = (next + 37) % 251;
      return next;
    });
};

async function stateOf(journal: Journal) {
  const { versions } = await journal.records.history({ type: parseResourceType('Task'), count: 200 });
  const tasks = new Map(versions.map((version) => [version.id, version]));
  const all = [...keys, ...[...tasks.values()].sort((left, right) => (left.id < right.id ? -1 : 1))];
  const current = await Promise.all(all.map((resource) => journal.records.read(resource)));
  const histories = await Promise.all(all.map(({ type, id }) => journal.records.history({ type, id, count: 200 })));
  return { current, histories, concurrent: journal.counts().concurrent };
}

type State = Awaited<ReturnType<typeof stateOf>>;

/** A site shows what the hub shows; of the versions before it has what came since its interest began. */
function differs(site: State, hub: State): boolean {
  const shown = ({ current, concurrent }: State) => JSON.stringify({ current, concurrent });
  return shown(site) !== shown(hub) || site.histories.some((page, index) => !isPart(page, hub.histories[index]));
}

function isPart(page: Page, whole: Page | undefined): boolean {
  const all = new Set(whole?.versions.map((version) => JSON.stringify(version)));
  return page.versions.every((version) => all.has(JSON.stringify(version)));
}

const step = fc.oneof(
  fc.record({ kind: fc.constant('write' as const), site: fc.nat(2), resource: fc.nat(2), value: fc.nat(9) }),
  fc.record({ kind: fc.constant('merge' as const), size: fc.integer({ min: 1, max: 2 }) }),
  fc.record({ kind: fc.constant('delete' as const), site: fc.nat(2), resource: fc.nat(2) }),
  fc.record({ kind: fc.constant('bundle' as const), site: fc.nat(2) }),
  fc.record({
    kind: fc.constant('up' as const),
    site: fc.nat(2),
    size: fc.integer({ min: 1, max: 4 }),
    order: fc.array(fc.nat(20), { maxLength: 12 }),
  }),
  fc.record({ kind: fc.constant('fetch' as const), site: fc.nat(2) }),
  fc.record({ kind: fc.constant('settle' as const), size: fc.integer({ min: 1, max: 5 }) }),
  fc.record({
    kind: fc.constant('down' as const),
    site: fc.nat(2),
    size: fc.integer({ min: 1, max: 4 }),
    order: fc.array(fc.nat(20), { maxLength: 12 }),
  }),
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** Some of the batches, in any order, some of them twice. */
const shuffled = (batches: readonly ApplyBatch[], order: readonly number[]): ApplyBatch[] =>
  order.flatMap((index) => batches[index % Math.max(1, batches.length)] ?? []);

async function perform(hub: Journal, sites: readonly { code: SiteCode; journal: Journal }[], step: Step) {
  if (step.kind === 'merge') return hub.merges.mergeHeads(step.size);
  if (step.kind === 'settle') return hub.fanout.fanOut(0, step.size);
  const site = sites[step.site];
  if (site === undefined) return undefined;
  switch (step.kind) {
    case 'write':
      return write(
        site.journal,
        ...subjects.flatMap((subject, index) => (index === step.resource ? subject(step.value) : [])),
      );
    case 'bundle':
      return write(site.journal, ...resources);
    case 'delete': {
      const key = subjects[step.resource]?.(0);
      const known = key && (await site.journal.records.read(key));
      return known && site.journal.records.commitBundle({ author, entries: [{ verb: 'delete', key: known }] });
    }
    case 'fetch':
      return hub.fanout.fetchPatient({ site: site.code, patient: parseResourceId('p1') });
    case 'up': {
      const batches = await batchesBetween(site.journal.sync, hub.sync, upOf(site.code), step.size);
      return hub.sync.applyBatches(shuffled(batches, step.order));
    }
    case 'down': {
      const batches = await batchesBetween(hub.sync, site.journal.sync, downTo(site.code), step.size);
      return site.journal.sync.applyBatches(shuffled(batches, step.order));
    }
  }
}

/** A clock that is right, one whose battery died, and one that somebody set a century ahead. */
const clocks = [Date.now, () => 86_400_000, () => Date.parse('2106-02-07T06:28:15Z')];

async function threeSites(teardowns: (() => void)[]) {
  const scope = { teardown: (undo: () => void) => teardowns.unshift(undo) };
  const hub = openHub(scope);
  const sites = [];
  for (let count = 0; count < 3; count += 1) {
    const code = await addSite(hub);
    sites.push({ code, journal: openSite(scope, code, { now: clocks[count] ?? Date.now }) });
  }
  return { hub, sites };
}

t.test(
  '[M1][M3][M12][S9][J2][F5][F6][T4][T8] lost, doubled or late, by any clock: all nodes end the same',
  async (t) => {
    const property = fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const teardowns: (() => void)[] = [];
        try {
          const { hub, sites } = await threeSites(teardowns);
          for (const { code, journal } of sites) await write(journal, referral(`r-${code}`, 'p1', code));
          // Known at the hub from the beginning, so that a site may fetch it before it has an interest.
          await write(hub, person);
          for (const next of steps) await perform(hub, sites, next);
          for (let round = 0; round < 2; round += 1) {
            for (const { code, journal } of sites) await carry(journal, hub, upOf(code), 3);
            await settle(hub, 3);
            for (const { code, journal } of sites) await carry(hub, journal, downTo(code), 3);
          }
          const expected = await stateOf(hub);
          if (expected.concurrent > 0) throw new Error('the hub left something in two');
          for (const { code, journal } of sites) {
            if (differs(await stateOf(journal), expected)) throw new Error(`${code} differs from the hub`);
            for (const log of [upOf(code), downTo(code)]) {
              const [from, to] = log.direction === 'up' ? [journal, hub] : [hub, journal];
              const [heads, received] = [await from.sync.heads(log), await to.sync.received(log)];
              for (const lane of lanes) {
                if (heads[lane]?.seq !== received[lane]?.durable.seq) throw new Error(`lane ${lane} of ${code}`);
              }
            }
          }
          return true;
        } finally {
          for (const undo of teardowns) undo();
        }
      }),
      { numRuns: 25 },
    );
    await t.resolves(property);
  },
);

t.test('[M1][M3] two hubs that receive in another order show the same, concurrent versions marked', async (t) => {
  const build = async () => {
    const hub = openHub(t, { randomBytes: sameCodes() });
    return { hub, codes: [await addSite(hub, 'a'), await addSite(hub, 'b')] as const };
  };
  const [one, two] = [await build(), await build()];
  t.same(one.codes, two.codes);
  const [a, b] = [openSite(t, one.codes[0]), openSite(t, one.codes[1])];
  const [first, second, third] = resources;
  if (!first || !second || !third) throw new Error('too few');
  await write(a, first);
  await carry(a, one.hub, upOf(one.codes[0]));
  for (const resource of [first, second]) await write(b, resource);
  await write(a, first);
  await write(a, third);
  await carry(b, one.hub, upOf(one.codes[1]));
  await carry(a, one.hub, upOf(one.codes[0]));
  await carry(b, two.hub, upOf(two.codes[1]));
  await carry(a, two.hub, upOf(two.codes[0]));
  t.same(await stateOf(one.hub), await stateOf(two.hub));
  t.equal(one.hub.counts().concurrent, 1, 'both wrote the first, neither knew of the other');
  t.equal((await stateOf(one.hub)).histories[0]?.versions.length, 3, 'all are kept');
});

t.test('[J1] a batch that fails in the middle leaves nothing of itself, and the others stay', async (t) => {
  const hub = openHub(t);
  const [codeA, codeB] = [await addSite(hub), await addSite(hub)];
  const [a, b] = [openSite(t, codeA), openSite(t, codeB)];
  for (const resource of resources) await write(a, resource);
  await write(b, observation('o9', 'p1'));
  const [batch] = await batchesBetween(a.sync, hub.sync, upOf(codeA));
  const [good] = await batchesBetween(b.sync, hub.sync, upOf(codeB));
  if (batch === undefined || good === undefined) throw new Error('nothing');
  // An author that SQLite cannot bind: the third change fails after two were written.
  const broken = batch.batch.changes.map((change, index) =>
    index === 2 ? { ...change, author: {} as string } : change,
  );
  const bad = { ...batch, batch: { ...batch.batch, changes: broken } };
  const outcomes = await hub.sync.applyBatches([bad, good]);
  t.match(outcomes, [
    { applied: 0, problem: { code: 'internal' }, durability: { durable: { seq: 0 } } },
    { applied: 1, problem: undefined },
  ]);
  t.same(hub.counts().versions, 1);
  t.equal(await hub.records.read(observation('o0', 'p1')), undefined);
  t.match(await hub.sync.applyBatches([batch]), [{ applied: 3, problem: undefined }], 'the whole one passes');
  t.same(hub.verify(), { pages: true, audit: true });
});
