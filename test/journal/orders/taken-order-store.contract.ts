import type { Test } from 'tap';
import type { Journal } from '../../../journal/open.js';
import type { ForcedLink } from '../../../journal/orders/taken-order-store.js';
import { parseLinkName, parseSiteCode, type SiteCode } from '../../../protocol/ids.js';
import type { Teardown } from '../../support/journal-fixtures.js';

const site = parseSiteCode('7KD');
const start = 1_800_000_000_000;
const order = { id: 'o1', kind: 'path-test', link: '', by: 'amina', atMilliseconds: start };
const force: ForcedLink = {
  ...{ link: parseLinkName('geo'), by: 'amina', atBox: false, sinceMilliseconds: start },
  untilMilliseconds: start + 5,
};
const bulk = { by: 'amina', atBox: false, sinceMilliseconds: start };

/** What every {@link TakenOrderStore} does. */
export async function takenOrderStoreContract(
  t: Test,
  openSite: (t: Teardown, site: SiteCode) => Journal,
): Promise<void> {
  await t.test('[L46] an order is taken once, and its first end counts', async (t) => {
    const { takenOrders, verify } = openSite(t, site);
    t.equal(await takenOrders.take(order), 'new');
    t.strictSame(await takenOrders.take(order), {}, 'under way');
    await takenOrders.settle('o1', { end: 'done', outcome: { links: [] } });
    await takenOrders.settle('o1', { end: 'failed', outcome: {} });
    t.strictSame(await takenOrders.take(order), { result: { end: 'done', outcome: { links: [] } } });
    await takenOrders.forget(start);
    t.match(await takenOrders.take(order), { result: { end: 'done' } });
    await takenOrders.forget(start + 1);
    t.equal(await takenOrders.take(order), 'new', 'forgotten');
    t.ok(verify().audit);
  });

  await t.test('[L46][L47][L48] what an order changes is kept with it, once', async (t) => {
    const { takenOrders } = openSite(t, site);
    t.strictSame(await takenOrders.holds(), {});
    const done = { end: 'done' as const, outcome: {} };
    await takenOrders.take({ ...order, id: 'o1' }, { ...done, change: { kind: 'force', force } });
    await takenOrders.take({ ...order, id: 'o2' }, { ...done, change: { kind: 'bulk', bulk } });
    t.strictSame(await takenOrders.holds(), { force, bulk });
    const release = { ...done, change: { kind: 'force' as const } };
    t.strictSame(await takenOrders.take({ ...order, id: 'o1' }, release), { result: done });
    t.strictSame(await takenOrders.holds(), { force, bulk }, 'an order that was taken changes nothing again');
    await takenOrders.take({ ...order, id: 'o3' }, release);
    t.strictSame(await takenOrders.holds(), { bulk });
    await takenOrders.change({ kind: 'force', force: { ...force, by: '', atBox: true } }, 'carnet:box', start);
    await takenOrders.change({ kind: 'bulk' }, 'carnet:box', start);
    t.strictSame(await takenOrders.holds(), { force: { ...force, by: '', atBox: true } });
  });
}
