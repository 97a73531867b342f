import t, { type Test } from 'tap';
import { journalLimits } from '../../../journal/limits.js';
import { type Journal, openJournal } from '../../../journal/open.js';
import { hubCode, type SiteCode } from '../../../protocol/ids.js';
import { lane } from '../../../protocol/lane.js';
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
  resourceOf,
  settle,
  testKey,
  upOf,
  welcomeOf,
  write,
} from '../../support/journal-fixtures.js';
import { carryUp, feedOf, names, star } from '../../support/journal-star.js';

const lost = (site: SiteCode) => ({ site, atStart: true, lostLog: true, emptyFromEpoch: 1 });
const allergy = (id: string, of: string) =>
  resourceOf({
    ...{ resourceType: 'AllergyIntolerance', id, patient: { reference: `Patient/${of}` }, code: { text: 'Arachide' } },
    clinicalStatus: { coding: [{ code: 'active' }] },
  });

/** A site with three patients, seen one after the other, all at the hub; a second site wrote about one of them. */
async function withHistory(t: Test) {
  let now = 1_700_000_000_000;
  const { hub, sites } = await star(t, 2);
  const [a, b] = sites;
  const site = openSite(t, a.code, { now: () => now });
  for (const of of ['p1', 'p2', 'p3']) {
    now += 86_400_000;
    await write(site, patient(of), allergy(`a-${of}`, of), observation(`o-${of}`, of));
    await write(site, observation(`o-${of}`, of, { status: 'amended' }));
  }
  await write(hub, resourceOf({ resourceType: 'Organization', id: 'org', name: 'H1' }));
  await write(b.journal, patient('p4'), referral('r-p4', 'p4', a.code));
  for (const one of [{ code: a.code, journal: site }, b]) await carryUp(hub, one);
  await settle(hub);
  await carry(hub, site, downTo(a.code));
  return { hub, code: a.code, site, other: b };
}

async function same(t: Test, hub: Journal, site: Journal) {
  for (const of of ['p1', 'p2', 'p3']) {
    for (const key of [patient(of), allergy(`a-${of}`, of), observation(`o-${of}`, of)]) {
      t.same(await site.records.read(key), await hub.records.read(key), key.id);
      t.ok(await site.records.read(key));
    }
  }
  t.equal(site.counts().concurrent, 0);
}

t.test(
  '[F12] a site that lost its disk gets all of it again, its own changes too, the urgent and recent first',
  async (t) => {
    const { hub, code } = await withHistory(t);
    const empty = openSite(t, code, { epoch: 1 });
    t.ok(await hub.fanout.openFeed(lost(code)));
    await settle(hub);
    const feed = await feedOf(hub, code);
    t.equal(new Set(names(feed)).size, feed.length, 'each resource once, as it stands');
    const inLane = async (index: number) => {
      const run = await hub.sync.since({
        ...{ log: downTo(code), lane: index as 2, changesMax: 100, bytesMax: 1e9 },
        after: (await empty.sync.received(downTo(code)))[index]?.durable ?? { seq: 0, chain: new Uint8Array(32) },
      });
      return run === undefined || run === 'fork' ? [] : run.changes.map(({ resourceId }) => resourceId as string);
    };
    t.same(await inLane(lane.administrative), ['org']);
    t.same((await inLane(lane.clinical)).slice(-6), ['p3', 'a-p3', 'p2', 'a-p2', 'p1', 'a-p1'], 'the last seen first');
    t.same(
      (await inLane(lane.bulk)).filter((id) => id.startsWith('o')),
      ['o-p3', 'o-p2', 'o-p1'],
    );
    await carry(hub, empty, downTo(code));
    await same(t, hub, empty);
    t.ok(await empty.records.read(referral('r-p4', 'p4', code)), 'and what others wrote for it');
  },
);

t.test('[F12] who is new, or has only not received anything, has lost nothing', async (t) => {
  const { hub, sites } = await star(t, 2);
  const [a] = sites;
  t.notOk(await hub.fanout.openFeed({ site: a.code, atStart: true, lostLog: false }), 'a new site');
  await write(a.journal, patient('p1'));
  await carryUp(hub, a);
  t.notOk(await hub.fanout.openFeed({ site: a.code, atStart: true, lostLog: false }), 'it sent and received nothing');
  t.notOk(await hub.fanout.openFeed({ site: a.code, atStart: false, lostLog: true }), 'it has some of its feed');
  t.equal(await hub.fanout.bootstrapOf(a.code), undefined);
});

t.test('[F12] the same hello again goes on; another loss begins anew', async (t) => {
  const { hub, code } = await withHistory(t);
  t.ok(await hub.fanout.openFeed(lost(code)));
  await hub.fanout.fanOut(0, 10);
  t.notOk(await hub.fanout.openFeed(lost(code)), 'nothing of it was acknowledged yet');
  const second = openSite(t, code);
  await carry(hub, second, downTo(code));
  t.ok(await hub.fanout.openFeed(lost(code)), 'it had begun to receive, and lost it again');
  await settle(hub);
  const third = openSite(t, code);
  await carry(hub, third, downTo(code));
  await same(t, hub, third);
});

t.test('[F12][F13] changes go on meanwhile; the site says how far it is', async (t) => {
  const { hub, code, other } = await withHistory(t);
  const empty = openSite(t, code);
  await empty.siteEpochs.adoptHubEpoch(welcomeOf(1, []));
  await hub.fanout.openFeed(lost(code));
  const told = async () => {
    const parts = await hub.fanout.bootstrapOf(code);
    if (parts !== undefined) await empty.sync.noteBootstrap(parts);
    return empty.sync.bootstrap();
  };
  const expected = 3 * 3 + 2 + 1;
  t.same(await told(), { state: 'essential', received: 0, expected });
  await write(other.journal, observation('o-p4', 'p4'));
  await carryUp(hub, other);
  await settle(hub);
  t.match(await told(), { state: 'essential' });
  const batches = await batchesBetween(hub.sync, empty.sync, downTo(code));
  await empty.sync.applyBatches(batches.filter(({ batch }) => batch.header.lane !== lane.bulk));
  t.match(await told(), { state: 'history', expected });
  await carry(hub, empty, downTo(code));
  t.equal(await told(), undefined);
  t.ok(await empty.records.read(observation('o-p4', 'p4')), 'what was written meanwhile is there too');
});

t.test(
  '[F7][F12] it is fed in bounded rounds and goes on after a restart of the hub; the old feed is removed',
  async (t) => {
    const file = journalFile(t);
    const open = () => openJournal({ file, key: testKey, role: 'hub', site: hubCode, epoch: 1 });
    let hub = open();
    t.teardown(() => hub.close());
    const code = await addSite(hub);
    const site = openSite(t, code);
    const count = journalLimits.bootstrapPatientsMax * 3 + 7;
    for (let index = 0; index < count; index += 1) {
      await write(site, patient(`p${index}`), observation(`o${index}`, `p${index}`));
    }
    await carry(site, hub, upOf(code));
    await settle(hub, 1000);
    await hub.fanout.openFeed(lost(code));
    let rounds = 0;
    for (let more = true; more; rounds += 1) {
      const grown = (await feedOf(hub, code)).length;
      more = (await hub.fanout.fanOut(0, 100)).more;
      t.ok((await feedOf(hub, code)).length - grown <= journalLimits.snapshotResourcesMax, 'bounded');
      if (rounds % 2 === 1) {
        hub.close();
        hub = open();
      }
    }
    t.ok(rounds > 8, `${rounds} rounds`);
    const feed = names(await feedOf(hub, code));
    t.equal(feed.length, count * 2);
    t.equal(new Set(feed).size, count * 2, 'each once');
  },
);
