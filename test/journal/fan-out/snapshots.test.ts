import t from 'tap';
import { journalLimits } from '../../../journal/limits.js';
import { type Journal, openJournal } from '../../../journal/open.js';
import { hubCode, parseChangeId } from '../../../protocol/ids.js';
import { lane } from '../../../protocol/lane.js';
import type { ParsedResource } from '../../../record/resource.js';
import {
  addSite,
  batchesBetween,
  carry,
  downTo,
  journalFile,
  observation,
  openSite,
  patient,
  referral,
  settle,
  settleFeeds,
  testKey,
  upOf,
  write,
} from '../../support/journal-fixtures.js';
import { carryDown, carryUp, feedOf, names, star } from '../../support/journal-star.js';

const statusOf = async (journal: Journal, resource: ParsedResource) => {
  const version = await journal.records.read(resource);
  return version === undefined ? undefined : (JSON.parse(version.body) as { status: string }).status;
};

/** How many resources of the type of observations are marked as having versions side by side. */
const concurrentIn = (journal: Journal) => journal.counts().concurrent;

t.test('[F5] a new interest begins with each resource as it stands; what came before stays at the hub', async (t) => {
  const { hub, sites } = await star(t, 2);
  const [a, b] = sites;
  await write(a.journal, patient('p1'));
  for (const status of ['registered', 'preliminary', 'final'])
    await write(a.journal, observation('o1', 'p1', { status }));
  await a.journal.records.commitBundle({ author: 'x', entries: [{ verb: 'delete', key: observation('o1', 'p1') }] });
  await write(a.journal, observation('o2', 'p1'));
  await carryUp(hub, a);
  await settle(hub);
  await write(a.journal, referral('r1', 'p1', b.code));
  await carryUp(hub, a);
  await settle(hub);
  const feed = await feedOf(hub, b.code);
  t.same(names(feed), ['o1', 'o2', 'p1', 'r1']);
  t.equal(
    feed.find(({ resourceId }) => resourceId === 'o1')?.method,
    'delete',
    'a deletion is a version like any other',
  );
  const { type, id } = observation('o1', 'p1');
  t.equal((await hub.records.history({ type, id, count: 10 })).versions.length, 4);
  await carryDown(hub, b);
  await write(a.journal, observation('o1', 'p1', { status: 'amended' }));
  await carryUp(hub, a);
  await settle(hub);
  await carryDown(hub, b);
  t.equal(await statusOf(b.journal, observation('o1', 'p1')), 'amended');
  t.equal(concurrentIn(b.journal), 0, 'a version whose predecessors were never sent replaces nothing unseen');
});

t.test('[F5] versions that stand side by side are all sent, and stay marked', async (t) => {
  const { hub, sites } = await star(t, 3);
  const [a, b, c] = sites;
  for (const { journal } of [a, b]) {
    await write(journal, patient('p1'), observation('o1', 'p1', { status: 'preliminary' }));
    await write(journal, observation('o1', 'p1', { status: 'final' }));
  }
  for (const site of [a, b]) await carryUp(hub, site);
  await settleFeeds(hub);
  if (c === undefined) return;
  await write(a.journal, referral('r1', 'p1', c.code));
  await carryUp(hub, a);
  await settleFeeds(hub);
  t.same(names(await feedOf(hub, c.code)), ['o1', 'o1', 'p1', 'p1', 'r1'], 'two heads of each, not four versions');
  await carryDown(hub, c);
  t.equal(concurrentIn(c.journal), concurrentIn(hub));
  t.equal(concurrentIn(c.journal), 2);
  t.same(await c.journal.records.read(observation('o1', 'p1')), await hub.records.read(observation('o1', 'p1')));
});

t.test('[F6] a version that comes after the one that replaced it does not stand beside its successors', async (t) => {
  const { hub, sites } = await star(t, 2);
  const [a, b] = sites;
  await write(a.journal, patient('p1'));
  await carryUp(hub, a);
  await settle(hub);
  // The first version is clinical, the next two are critical: their lane overtakes it.
  await write(a.journal, observation('o1', 'p1', { status: 'preliminary' }));
  const critical = { interpretation: [{ coding: [{ code: 'HH' }] }] };
  await write(a.journal, observation('o1', 'p1', { status: 'final', ...critical }));
  await write(a.journal, observation('o1', 'p1', { status: 'amended', ...critical }));
  const batches = await batchesBetween(a.journal.sync, hub.sync, upOf(a.code));
  await hub.sync.applyBatches(batches.filter(({ batch }) => batch.header.lane === lane.urgent));
  await settle(hub);
  await write(a.journal, referral('r1', 'p1', b.code));
  const then = await batchesBetween(a.journal.sync, hub.sync, upOf(a.code));
  await hub.sync.applyBatches(then.filter(({ batch }) => batch.header.lane === lane.urgent));
  await settle(hub);
  await carryDown(hub, b);
  t.equal(await statusOf(b.journal, observation('o1', 'p1')), 'amended');
  await carryUp(hub, a);
  await settle(hub);
  t.equal(concurrentIn(hub), 0);
  await carryDown(hub, b);
  t.equal(concurrentIn(b.journal), 0);
  t.same(await b.journal.records.read(observation('o1', 'p1')), await hub.records.read(observation('o1', 'p1')));
});

t.test('[F7] a large snapshot is fed over several rounds, and goes on after a restart of the hub', async (t) => {
  const file = journalFile(t);
  let hub = openJournal({ file, key: testKey, role: 'hub', site: hubCode, epoch: 1 });
  t.teardown(() => hub.close());
  const [first, second] = [await addSite(hub), await addSite(hub)];
  const site = openSite(t, first);
  const count = journalLimits.snapshotResourcesMax * 2 + 10;
  for (let start = 0; start < count; start += 1000) {
    const ids = Array.from({ length: Math.min(1000, count - start) }, (_, index) => `o${start + index}`);
    await write(site, ...ids.map((id) => observation(id, 'p1')));
  }
  await carry(site, hub, upOf(first));
  await settle(hub, 1000);
  await write(site, referral('r1', 'p1', second));
  await carry(site, hub, upOf(first));
  const round = await hub.fanout.fanOut(0, 100);
  t.ok(round.more, 'the rest waits for its turn');
  const fed = (await feedOf(hub, second)).length;
  t.ok(fed > journalLimits.snapshotResourcesMax && fed < count);
  hub.close();
  hub = openJournal({ file, key: testKey, role: 'hub', site: hubCode, epoch: 1 });
  await settle(hub);
  const feed = names(await feedOf(hub, second));
  t.equal(feed.length, count + 1);
  t.equal(new Set(feed).size, count + 1, 'each once');
});

t.test(
  '[F4] any version can be put into a feed, in any lane, the site’s own too, and has one effect there',
  async (t) => {
    const { hub, sites } = await star(t, 2);
    const [a, b] = sites;
    const [p1, o1] = await write(a.journal, patient('p1'), observation('o1', 'p1'));
    await carryUp(hub, a);
    await settle(hub);
    if (p1 === undefined || o1 === undefined) return;
    const changeIds = [o1.versionId, p1.versionId];
    t.equal(await hub.fanout.feedVersions({ site: b.code, changeIds, lane: lane.control }), 2);
    t.same(
      (await feedOf(hub, b.code)).map(({ resourceId, groupEnd }) => [resourceId, groupEnd]),
      [
        ['o1', true],
        ['p1', true],
      ],
    );
    t.equal((await hub.sync.heads(downTo(b.code)))[lane.control]?.seq, 2);
    await carryDown(hub, b);
    t.same(await b.journal.records.read(observation('o1', 'p1')), await hub.records.read(observation('o1', 'p1')));
    t.equal(await hub.fanout.feedVersions({ site: a.code, changeIds }), 2, 'what it wrote itself');
    const before = a.journal.counts();
    await carryDown(hub, a);
    t.same({ ...a.journal.counts(), databaseBytes: 0 }, { ...before, databaseBytes: 0 });
    const unknown = parseChangeId('019a0000-0000-7000-8000-000000000000');
    t.equal(await hub.fanout.feedVersions({ site: a.code, changeIds: [unknown] }), 0);
    t.same(await hub.fanout.interestedIn(p1.id), [a.code], 'and it makes no interest');
    await t.rejects(a.journal.fanout.feedVersions({ site: a.code, changeIds }), { code: 'usage-wrong' });
  },
);
