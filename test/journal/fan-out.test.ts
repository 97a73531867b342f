import t from 'tap';
import type { ResourceKey } from '../../journal/record-store.js';
import { parseResourceId, parseResourceType } from '../../protocol/ids.js';
import {
  addSite,
  carry,
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
import { carryDown, carryUp, feedOf, names, star } from '../support/journal-star.js';

t.test('[F1] reference data goes to every site, a patient only where somebody is interested', async (t) => {
  const { hub, sites } = await star(t, 3);
  const [a, b, c] = sites;
  const organization = resourceOf({ resourceType: 'Organization', id: 'org', name: 'H1' });
  await write(hub, organization);
  await write(a.journal, patient('p1'));
  await carryUp(hub, a);
  await settle(hub);
  t.same(names(await feedOf(hub, a.code)), ['org'], 'its own changes are not sent back');
  t.same(names(await feedOf(hub, b.code)), ['org']);
  t.same(await hub.fanout.interestedIn(parseResourceId('p1')), [a.code]);
  t.same(await hub.fanout.interestedIn(parseResourceId('p2')), []);
  if (c !== undefined) await carryDown(hub, c);
  t.ok(await c?.journal.records.read(organization));
  t.equal(await c?.journal.records.read(patient('p1')), undefined);
});

t.test('[F1] a site that comes later gets the reference data that was there before', async (t) => {
  const { hub, sites } = await star(t, 2);
  const organization = (name: string) => resourceOf({ resourceType: 'Organization', id: 'org', name });
  await write(hub, organization('old'));
  await write(hub, organization('new'));
  await settle(hub);
  const late = await addSite(hub);
  await settle(hub);
  const changes = await feedOf(hub, late);
  t.same(names(changes), ['org'], 'as it stands; the version before stays at the hub');
  t.ok(changes.every(({ groupEnd }) => groupEnd));
  await write(hub, organization('newer'));
  await settle(hub);
  t.equal((await feedOf(hub, late)).length, 2, 'then the changes, once');
  t.equal((await feedOf(hub, sites[0].code)).length, 3);
});

t.test('[F2] a referral opens the whole record, then every change, in both directions', async (t) => {
  const { hub, sites } = await star(t, 3);
  const [a, b] = sites;
  await write(a.journal, patient('p1'), observation('o1', 'p1'));
  await write(a.journal, observation('o2', 'p1'));
  await carryUp(hub, a);
  await settle(hub);
  t.same(await feedOf(hub, b.code), []);
  await write(a.journal, referral('r1', 'p1', b.code), observation('o3', 'p1'));
  await carryUp(hub, a);
  await settle(hub);
  t.same(names(await feedOf(hub, b.code)), ['o1', 'o2', 'o3', 'p1', 'r1']);
  await carryDown(hub, b);
  await write(b.journal, observation('o4', 'p1'));
  await carryUp(hub, b);
  await write(a.journal, observation('o5', 'p1'));
  await carryUp(hub, a);
  await settle(hub);
  for (const node of [a, b]) await carryDown(hub, node);
  for (const id of ['o1', 'o2', 'o3', 'o4', 'o5']) {
    const key: ResourceKey = { type: parseResourceType('Observation'), id: parseResourceId(id) };
    t.same(await b.journal.records.read(key), await a.journal.records.read(key), id);
    t.ok(await a.journal.records.read(key));
  }
  t.match(await b.journal.records.delivery(observation('o4', 'p1')), { reached: 'hub' });
  t.same(await feedOf(hub, sites[2]?.code ?? a.code), []);
});

t.test('[S8] a group stays one group in every feed, of what goes there', async (t) => {
  const { hub, sites } = await star(t, 2);
  const [a, b] = sites;
  await write(b.journal, patient('p1'));
  await carryUp(hub, b);
  await settle(hub);
  await write(a.journal, observation('o1', 'p1'), patient('p2'), observation('o2', 'p1'), observation('o3', 'p2'));
  await carryUp(hub, a);
  await settle(hub);
  const feed = await feedOf(hub, b.code);
  t.same(
    feed.map(({ resourceId, groupEnd }) => [resourceId, groupEnd]),
    [
      ['o1', false],
      ['o2', true],
    ],
  );
});

t.test('[F3] the cursor moves with the feed rows: small steps and one step give the same feeds', async (t) => {
  const feeds: unknown[] = [];
  for (const step of [1, 1000]) {
    const { hub, sites } = await star(t, 2);
    const [a, b] = sites;
    for (let count = 0; count < 6; count += 1) {
      await write(a.journal, observation(`o${count}`, 'p1'), referral(`r${count}`, `p${count % 3}`, b.code));
    }
    await carryUp(hub, a);
    await settle(hub, step);
    feeds.push(names(await feedOf(hub, b.code)));
  }
  t.same(feeds[0], feeds[1]);
});

t.test('[W3] a deletion reaches who holds the record, and one that came first is not lost', async (t) => {
  const { hub, sites } = await star(t, 2);
  const [a, b] = sites;
  await write(a.journal, observation('o1', 'p1'), referral('r1', 'p1', b.code));
  await carryUp(hub, a);
  await settle(hub);
  await carryDown(hub, b);
  const key = observation('o1', 'p1');
  await b.journal.records.commitBundle({ author: 'x', entries: [{ verb: 'delete', key }] });
  await carryUp(hub, b);
  await settle(hub);
  await carryDown(hub, a);
  t.match(await a.journal.records.read(key), { deleted: true });
  t.same(await a.journal.records.read(key), await hub.records.read(key));
  const query = { type: key.type, clauses: [], count: 10, total: true, includes: [] };
  t.equal((await hub.records.search(query)).total, 0);
});

t.test('[J5] the hub builds its search rows behind the commit and says how far behind it is', async (t) => {
  let now = 1_000_000;
  const hub = openHub(t, { now: () => now });
  const code = await addSite(hub);
  const site = openSite(t, code, { now: () => now });
  for (const id of ['p1', 'p2', 'p3']) await write(site, patient(id, { gender: 'female' }));
  await write(site, patient('p1', { gender: 'male' }));
  await carry(site, hub, upOf(code));
  const values = [{ prefix: 'eq' as const, text: 'female' }];
  const clauses = [{ kind: 'token' as const, parameter: 'gender', values }];
  const found = async () => {
    const page = await hub.records.search({ type: patient('p').type, clauses, count: 9, total: false, includes: [] });
    return page.versions.map(({ id }) => id as string);
  };
  t.same(await found(), []);
  now = Date.now() + 5_000;
  const first = await hub.fanout.index(2);
  t.equal(first.waitingChanges, 2);
  t.ok(first.lagMilliseconds >= 4_000 && first.lagMilliseconds < 10_000);
  t.same(await hub.fanout.index(2), { waitingChanges: 0, lagMilliseconds: 0, madeAnew: false });
  t.same((await found()).sort(), ['p2', 'p3']);
  t.same(await site.fanout.index(2), { waitingChanges: 0, lagMilliseconds: 0, madeAnew: false });
  await t.rejects(site.fanout.fanOut(0, 1), { code: 'usage-wrong' });
});
