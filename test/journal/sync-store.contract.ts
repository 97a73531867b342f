import type { Test } from 'tap';
import type { JournalOptions } from '../../journal/journal-options.js';
import type { Journal } from '../../journal/open.js';
import { type Change, chainStart, nextChain } from '../../protocol/change.js';
import { hubCode, parseResourceId, type SiteCode } from '../../protocol/ids.js';
import type { Lane } from '../../protocol/lane.js';
import {
  addSite,
  batchesBetween,
  batchOf,
  carry,
  downTo,
  observation,
  patient,
  runOf,
  settle,
  type Teardown,
  upOf,
  welcomeOf,
  write,
} from '../support/journal-fixtures.js';

export interface SyncFactory {
  openHub(t: Teardown, options?: Partial<JournalOptions>): Journal;
  openSite(t: Teardown, site: SiteCode, options?: Partial<JournalOptions>): Journal;
}

async function pair(t: Test, factory: SyncFactory) {
  const hub = factory.openHub(t);
  const code = await addSite(hub);
  const site = factory.openSite(t, code);
  return { hub, code, site, log: upOf(code) };
}

const resource = observation('o1', 'p1');
const key = { type: resource.type, id: resource.id };
const laneUsed: Lane = resource.filing.lane;

/** What every {@link SyncStore} does, at both ends. */
export async function syncStoreContract(t: Test, factory: SyncFactory): Promise<void> {
  await t.test('[S10] the log is the queue: since gives what comes after a cursor, within limits', async (t) => {
    const { site, log, hub } = await pair(t, factory);
    for (let count = 0; count < 5; count += 1) await write(site, resource);
    const start = (await hub.sync.received(log))[laneUsed]?.durable ?? { seq: 0, chain: new Uint8Array() };
    const query = { log, lane: laneUsed, changesMax: 2, bytesMax: 1_000_000 };
    const first = await site.sync.since({ ...query, after: start });
    t.match(first, { from: 1, to: 2 });
    const tiny = await site.sync.since({ ...query, after: start, bytesMax: 1 });
    t.match(tiny, { from: 1, to: 1 }, 'at least one change');
    if (first === undefined || first === 'fork') throw new Error('nothing');
    const after = { seq: first.to, chain: first.chainAfter };
    const second = await site.sync.since({ ...query, changesMax: 9, after });
    t.match(second, { from: 3, to: 5 });
    const head = (await site.sync.heads(log))[laneUsed] ?? start;
    t.equal(head.seq, 5);
    t.equal(await site.sync.since({ ...query, after: head }), undefined);
    t.equal(await site.sync.since({ ...query, after: { seq: 2, chain: start.chain } }), 'fork');
    t.equal(await site.sync.since({ ...query, after: { seq: 9, chain: head.chain } }), 'fork', 'beyond the end');
  });

  await t.test('[S8] a bundle is one group of one lane and stays whole', async (t) => {
    const { site, log, hub } = await pair(t, factory);
    await write(site, patient('p1'), observation('o1', 'p1'), observation('o2', 'p1'));
    await write(site, observation('o3', 'p1'));
    const heads = (await site.sync.heads(log)).filter(({ seq }) => seq > 0);
    const [{ lane } = { lane: laneUsed }] = heads;
    const after = (await hub.sync.received(log))[lane]?.durable ?? { seq: 0, chain: new Uint8Array() };
    const run = await site.sync.since({ log, lane, after, changesMax: 1, bytesMax: 1 });
    if (run === undefined || run === 'fork') throw new Error('nothing');
    t.same(
      run.changes.map(({ groupEnd }) => groupEnd),
      [false, false, true],
    );
    const cut = { ...run, to: 2, changes: run.changes.slice(0, 2) };
    const chainAfter = cut.changes.reduce<Uint8Array>(nextChain, run.chainBefore);
    const [outcome] = await hub.sync.applyBatches([batchOf(log, lane, { ...cut, chainAfter })]);
    t.match(outcome, { applied: 0, problem: { code: 'batch-malformed' }, durability: { durable: { seq: 0 } } });
    t.equal(await hub.records.read(patient('p1')), undefined, 'nothing of the cut group is there');
  });

  await t.test('[S9] doubled, overlapping and reordered batches have one effect', async (t) => {
    const { hub, site, log } = await pair(t, factory);
    for (let count = 0; count < 6; count += 1) await write(site, resource);
    const [a, b, c] = await batchesBetween(site.sync, hub.sync, log, 2);
    const [wide] = await batchesBetween(site.sync, hub.sync, log, 4);
    if (!a || !b || !c || !wide) throw new Error('too few batches');
    const outcomes = await hub.sync.applyBatches([b, a, a, wide, c, b, c]);
    t.same(
      outcomes.map(({ problem }) => problem?.code),
      ['batch-gap', ...Array(6).fill(undefined)],
    );
    t.same(
      outcomes.map(({ applied }) => applied),
      [0, 2, 0, 2, 2, 0, 0],
    );
    t.same(
      outcomes.map(({ durability }) => durability.durable.seq),
      [0, 2, 2, 4, 6, 6, 6],
    );
    t.same(await hub.records.history({ ...key, count: 50 }), await site.records.history({ ...key, count: 50 }));
  });

  await t.test('[S9][W2] a change that is here already, come another way, has no second effect', async (t) => {
    const { hub, code, log, site } = await pair(t, factory);
    await write(site, resource);
    const after = { seq: 0, chain: chainStart({ ...log, lane: laneUsed }) };
    const run = await site.sync.since({ log, lane: laneUsed, after, changesMax: 9, bytesMax: 1_000_000 });
    if (run === undefined || run === 'fork') throw new Error('nothing');
    const [change] = run.changes;
    if (change === undefined) throw new Error('nothing');
    const otherLane: Lane = 5;
    const twice = runOf(code, [change, { ...change, groupEnd: true }], otherLane);
    const altered = { ...change, body: Buffer.from(observation('o1', 'p2').body) };
    const outcomes = await hub.sync.applyBatches([
      batchOf(log, laneUsed, run),
      batchOf(log, otherLane, twice),
      batchOf(log, 4, runOf(code, [altered], 4)),
    ]);
    t.match(outcomes, [
      { applied: 1, problem: undefined, durability: { durable: { seq: 1 } } },
      { applied: 0, problem: undefined, durability: { durable: { seq: 2 } }, rejects: [] },
      {
        applied: 0,
        problem: undefined,
        durability: { durable: { seq: 1 } },
        rejects: [{ seq: 1, code: 'batch-fork' }],
      },
    ]);
    const { versions } = await hub.records.history({ ...key, count: 50 });
    t.equal(versions.length, 1, 'one version');
    t.equal(versions[0]?.body, resource.body, 'and never another content under its id');
  });

  await t.test('[S6] other content under known numbers is set aside; nothing is overwritten', async (t) => {
    const { hub, site, log, code } = await pair(t, factory);
    await write(site, resource);
    await carry(site, hub, log);
    const before = await hub.records.history({ ...key, count: 50 });
    const clone = factory.openSite(t, code);
    await write(clone, observation('o1', 'p1', { note: [{ text: 'clone' }] }));
    await write(clone, observation('o2', 'p1'));
    const empty = factory.openHub(t);
    const forked = await batchesBetween(clone.sync, empty.sync, log);
    for (const batch of [...forked, ...forked]) {
      const [outcome] = await hub.sync.applyBatches([batch]);
      t.match(outcome, { applied: 0, problem: { code: 'batch-fork' }, durability: { durable: { seq: 1 } } });
    }
    t.same(await hub.records.history({ ...key, count: 50 }), before);
    await write(site, resource);
    await carry(site, hub, log);
    t.equal((await hub.records.history({ ...key, count: 50 })).versions.length, 2, 'the true log goes on');
  });

  await t.test('[E1] an epoch that was not agreed on is refused, at both ends', async (t) => {
    const { hub, site, code } = await pair(t, factory);
    await write(site, resource);
    const [batch] = await batchesBetween(site.sync, hub.sync, upOf(code));
    if (batch === undefined) throw new Error('nothing');
    const { header } = batch.batch;
    const epoch = { code: 'epoch-unknown' };
    const later = { ...batch, log: upOf(code, 2), batch: { ...batch.batch, header: { ...header, epoch: 2 } } };
    const mixed = { ...batch, batch: later.batch };
    const stranger = factory.openHub(t);
    t.match(await hub.sync.applyBatches([later, mixed]), [{ problem: epoch }, { problem: epoch }]);
    t.match(await stranger.sync.applyBatches([batch]), [{ problem: epoch }], 'a site that the hub does not know');
    await site.siteEpochs.adoptHubEpoch({ ...welcomeOf(1, []), hubEpoch: 3 });
    t.match(await site.sync.identity(), { site: code, epoch: 1, hubEpoch: 3 });
    await write(hub, patient('organisation'));
    const down = { ...batch, log: downTo(code), batch: { ...batch.batch, header: { ...header, origin: hubCode } } };
    t.match(await site.sync.applyBatches([down]), [{ problem: epoch }]);
    await t.rejects(hub.siteEpochs.adoptHubEpoch(welcomeOf(1, [])), { code: 'usage-wrong' });
  });

  await t.test('[S12] a log or a change of another origin is refused', async (t) => {
    const { hub, site, code, log } = await pair(t, factory);
    const other = await addSite(hub);
    await write(site, resource);
    const [batch] = await batchesBetween(site.sync, hub.sync, log);
    if (batch === undefined) throw new Error('nothing');
    const forged = [
      { ...batch, log: upOf(other) },
      { ...batch, log: downTo(code) },
      batchOf(
        log,
        laneUsed,
        runOf(
          code,
          batch.batch.changes.map((change) => ({ ...change, origin: other })),
          laneUsed,
        ),
      ),
    ];
    for (const outcome of await hub.sync.applyBatches(forged)) t.match(outcome, { problem: { code: 'scope-forged' } });
    t.equal(await hub.records.read(resource), undefined);
    t.match(await site.sync.applyBatches([batch]), [{ problem: { code: 'scope-forged' } }], 'a site takes no uplink');
    const elsewhere = {
      ...batch,
      log: downTo(other),
      batch: { ...batch.batch, header: { ...batch.batch.header, origin: hubCode } },
    };
    t.match(await site.sync.applyBatches([elsewhere]), [{ problem: { code: 'scope-forged' } }]);
  });

  await t.test('[P1] a body that is not the resource it says is rejected by name; the rest is applied', async (t) => {
    const { hub, site, code, log } = await pair(t, factory);
    for (let count = 1; count <= 5; count += 1) await write(site, observation(`o${count}`, 'p1'));
    const [good] = await batchesBetween(site.sync, hub.sync, log);
    const bodies = [
      undefined,
      '{"resourceType":"Observation"',
      '[1]',
      undefined,
      '{"resourceType":"Patient","id":"o5"}',
    ];
    const changes = (good?.batch.changes ?? []).map((change, index): Change => {
      const body = bodies[index];
      return body === undefined ? change : { ...change, body: Buffer.from(body) };
    });
    const bad = batchOf(log, laneUsed, runOf(code, changes, laneUsed));
    const rejects = [
      { seq: 2, code: 'body-malformed' },
      { seq: 3, code: 'resource-structure' },
      { seq: 5, code: 'resource-structure' },
    ];
    const [first] = await hub.sync.applyBatches([bad]);
    t.match(first, { applied: 2, rejects, problem: undefined, durability: { durable: { seq: 5 } } });
    const [again] = await hub.sync.applyBatches([bad]);
    t.match(again, { applied: 0, rejects }, 'told again when the receipt was lost');
    t.ok(await hub.records.read({ ...key, id: parseResourceId('o4') }));
    t.equal(await hub.records.read({ ...key, id: parseResourceId('o2') }), undefined);
    await settle(hub);
  });

  await t.test('[P2] types and elements that nobody knows are carried unchanged', async (t) => {
    const { hub, site, log, code } = await pair(t, factory);
    const other = await addSite(hub);
    const odd = observation('o1', 'p1', { someday: [{ nested: 1 }] });
    await write(site, odd);
    await carry(site, hub, log);
    await settle(hub);
    const far = factory.openSite(t, other);
    await write(far, observation('o9', 'p1'));
    await carry(far, hub, upOf(other));
    await settle(hub);
    await carry(hub, far, downTo(other));
    t.equal((await far.records.read(odd))?.body, odd.body);
    t.equal((await far.records.read(odd))?.origin, code);
  });

  await t.test('[S7] receipts are taken by maximum and say how far a record has come', async (t) => {
    const { hub, site, log } = await pair(t, factory);
    await write(site, resource);
    const batches = await batchesBetween(site.sync, hub.sync, log);
    t.match((await site.sync.acknowledged(log))[laneUsed], {
      pending: 1,
      headSeq: 1,
      oldestPendingMilliseconds: Number,
    });
    const [outcome] = await hub.sync.applyBatches(batches);
    if (outcome === undefined) throw new Error('nothing');
    const receipt = {
      kind: 'receipt',
      node: hubCode,
      hubEpoch: 1,
      epoch: 1,
      ...outcome.durability,
      rejects: [],
    } as const;
    const start = (await hub.sync.received(log))[5]?.durable ?? receipt.durable;
    await site.sync.acknowledge(log, receipt);
    t.match(await site.records.delivery(key), { reached: 'hub', atHubMilliseconds: Number });
    await site.sync.acknowledge(log, { ...receipt, durable: { seq: 0, chain: start.chain } });
    t.match(
      (await site.sync.acknowledged(log))[laneUsed],
      { pending: 0, durable: { seq: 1 } },
      'an older one is no step back',
    );
    await site.sync.acknowledge(log, { ...receipt, safeSeq: 1 });
    t.match(await site.records.delivery(key), { reached: 'backed-up' });
    t.match(await hub.records.delivery(key), { reached: 'hub' });
    await t.rejects(site.sync.acknowledge(log, { ...receipt, durable: { seq: 7, chain: start.chain } }), {
      code: 'batch-fork',
    });
    await t.rejects(site.sync.acknowledge(log, { ...receipt, epoch: 2 }), { code: 'epoch-unknown' });
    await write(site, resource);
    t.match(await site.records.delivery(key), { reached: 'site' }, 'a new version starts again');
  });

  await t.test('listeners hear of commits until they leave', async (t) => {
    const { site } = await pair(t, factory);
    const heard: string[] = [];
    const leave = site.sync.onCommit(({ source, touched }) => heard.push(`${source} ${touched.length}`));
    await write(site, resource, patient('p1'));
    leave();
    await write(site, resource);
    t.same(heard, ['local 2']);
  });
}
