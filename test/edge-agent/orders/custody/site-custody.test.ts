import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import t from 'tap';
import { createLogger } from '../../../../config/running/logger.js';
import { SiteCustody } from '../../../../edge-agent/orders/custody/site-custody.js';
import { HoldKeeper } from '../../../../edge-agent/orders/hold-keeper.js';
import { SiteOrders } from '../../../../edge-agent/orders/site-orders.js';
import { openJournal } from '../../../../journal/open.js';
import { decodeControl, encodeControl } from '../../../../protocol/control/control.js';
import type { Order } from '../../../../protocol/control/order.js';
import { createUuidGenerator, parseSiteCode } from '../../../../protocol/ids.js';
import { createAuthority } from '../../../../provisioning/certificates/authority.js';
import { sealOrder } from '../../../../provisioning/custody/orders/order-seal.js';
import { handTimers } from '../../../support/hand-timers.js';
import { testKey } from '../../../support/journal-fixtures.js';
import { stockKeyPairs } from '../../../support/stock-key-pairs.js';
import { temporaryFolder } from '../../../support/temporary-folder.js';

const site = parseSiteCode('7KD');
const start = Date.now();
const newId = createUuidGenerator({ now: () => start, randomBytes: (length) => new Uint8Array(length) });

/** Custody of a site whose log has `pending` changes that the hub lacks. */
async function setUp() {
  const authority = await createAuthority('Test', start, stockKeyPairs);
  const timers = handTimers();
  const did: string[] = [];
  const world = { pending: 0, whileStopped: 0, contents: [] as string[] };
  const custody = new SiteCustody({
    ...{ site, readTrust: () => authority.certificatePem, joinedMilliseconds: start - 1000, now: () => start, timers },
    keys: {
      lock: ({ by }) => did.push(`lock ${by}`),
      beginWipe: () => did.push('begin'),
      destroy: () => did.push('destroy'),
    },
    sync: {
      identity: async () => ({ site, epoch: 3 }) as never,
      acknowledged: async () =>
        [{ lane: 2, pending: world.pending, ...(world.pending > 0 && { oldestPendingMilliseconds: 77 }) }] as never,
    },
    attachments: { unconfirmed: async () => world.contents },
    stopServing: async () => {
      did.push('stop serving');
      world.pending = world.whileStopped;
    },
    end: ({ code }) => did.push(`end ${code}`),
  });
  const order = (kind: string, more: Partial<Order> = {}): Order => {
    const given = { id: newId(), order: kind, by: 'root' };
    const seal = sealOrder(authority, { site, kind, id: given.id, by: given.by });
    return { kind: 'order', ...given, link: '', leftMilliseconds: 1000, seal, ...more };
  };
  /** Lets the time pass until the work is done. */
  const passing = async <T>(work: Promise<T>): Promise<T> => {
    const state = { isDone: false };
    const done = work.finally(() => {
      state.isDone = true;
    });
    while (!state.isDone) {
      await setImmediate();
      timers.pass(500);
    }
    return done;
  };
  return { authority, custody, did, world, order, passing, timers };
}

t.test('[K14] only what this hub has sealed for this site, since it joined, is heeded', async (t) => {
  const { authority, custody, order } = await setUp();
  const good = order('wipe-site');
  t.equal(custody.refusalOf(good), undefined);
  t.strictSame(decodeControl(encodeControl<'order'>(good)), good, 'the seal travels behind what older sites know');
  const { seal: _, ...unsealed } = good;
  t.equal(custody.refusalOf(unsealed), 'scope-forged');
  t.equal(custody.refusalOf({ ...good, order: 'wipe-site-even-unsynced' }), 'scope-forged', 'not what was ordered');
  t.equal(custody.refusalOf({ ...good, by: 'other' }), 'scope-forged');
  t.equal(custody.refusalOf({ ...good, id: order('lock-site').id }), 'scope-forged');
  const sealed = { id: good.id, kind: 'wipe-site', by: 'root' };
  const forOther = sealOrder(authority, { ...sealed, site: parseSiteCode('8KD') });
  t.equal(custody.refusalOf({ ...good, seal: forOther }), 'scope-forged', 'for another site');
  const byOther = sealOrder(await createAuthority('Other', start, stockKeyPairs), { ...sealed, site });
  t.equal(custody.refusalOf({ ...good, seal: byOther }), 'scope-forged', 'of another hub');
  const early = { id: '00000000-0001-7000-8000-000000000000', kind: 'wipe-site', by: 'root' };
  const old = { ...good, id: early.id, seal: sealOrder(authority, { ...early, site }) };
  t.equal(custody.refusalOf(old), 'epoch-unknown', 'given to the box before this one');
});

t.test('[K16] a wipe waits for the last record, with the hospital served and then without', async (t) => {
  const { custody, did, world, order, passing } = await setUp();
  world.pending = 3;
  const work = custody.carryOut(order('wipe-site'), 'wipe-site');
  await setImmediate();
  t.strictSame(did, []);
  world.pending = 0;
  const result = await passing(work);
  t.match(result, { end: 'done', outcome: { wiped: true, lost: { changes: 0, contents: 0 } } });
  t.strictSame(did, ['stop serving', 'begin']);
  custody.finish('wipe-site', result);
  t.strictSame(did, ['stop serving', 'begin', 'destroy', 'end site-wiped']);
});

t.test('[K16] what does not arrive is told, and nothing is destroyed; at any price it is told as lost', async (t) => {
  const { custody, did, world, order, passing } = await setUp();
  world.pending = 3;
  world.contents = ['a', 'b'];
  const result = await passing(custody.carryOut(order('wipe-site'), 'wipe-site'));
  const left = { changes: 3, lanes: [{ lane: 2, changes: 3 }], contents: 2, oldestAt: 77 };
  t.strictSame(result, { end: 'failed', outcome: { code: 'site-unsynced', ...left } });
  custody.finish('wipe-site', result);
  t.strictSame(did, [], 'care went on');
  world.whileStopped = 3;
  const lost = await passing(custody.carryOut(order('wipe-site-even-unsynced'), 'wipe-site-even-unsynced'));
  t.strictSame(lost, { end: 'done', outcome: { wiped: true, lost: left } });
});

t.test('[K16] what was written at the last moment and does not arrive keeps the site', async (t) => {
  const { custody, did, world, order, passing, timers } = await setUp();
  world.whileStopped = 1;
  const result = await passing(custody.carryOut(order('wipe-site'), 'wipe-site'));
  t.match(result, { end: 'failed', outcome: { code: 'site-unsynced', changes: 1 } });
  timers.pass(1000);
  t.strictSame(did, ['stop serving', 'end site-unsynced'], 'the next start serves the hospital');
  custody.stop();
  t.match(
    await custody.carryOut(order('wipe-site'), 'wipe-site'),
    { end: 'failed' },
    'a program that stops does not wait',
  );
});

t.test('[K14] an order has one effect, however often it comes', async (t) => {
  const { custody, did, order } = await setUp();
  const file = join(temporaryFolder(t), 'journal.db');
  const journal = openJournal({ file, key: testKey, role: 'site', site, epoch: 1 });
  t.teardown(() => journal.close());
  const taken = journal.takenOrders;
  const onError = (error: unknown) => t.fail(String(error));
  const holds = new HoldKeeper({ taken, links: [], force: () => {}, now: () => start, onChanged: () => {}, onError });
  const told: unknown[] = [];
  const orders = new SiteOrders({
    ...{ taken, links: [], holds, tester: { run: async () => ({}) as never }, custody, now: () => start, onError },
    logger: createLogger('test', 'silent'),
  });
  await orders.start();
  orders.use({ publish: async (_: string, bytes: Uint8Array) => void told.push(decodeControl(bytes)) } as never);
  const lock = order('lock-site');
  for (let times = 0; times < 3; times += 1) {
    orders.hear(lock);
    await eventuallyTold(told, times + 1);
  }
  t.strictSame(did, ['lock root', 'end key-locked']);
  orders.hear({ ...lock, id: order('lock-site').id });
  await eventuallyTold(told, 4);
  t.match(told[3], { end: 'failed', outcome: { code: 'scope-forged' } });
  orders.hear(order('wipe-site', { leftMilliseconds: 0 }));
  await eventuallyTold(told, 5);
  t.match(told[4], { end: 'expired' });
  t.equal(did.length, 2);
  await orders.stop();
});

async function eventuallyTold(told: readonly unknown[], count: number): Promise<void> {
  for (let turns = 0; told.length < count && turns < 1000; turns += 1) await setImmediate();
}
