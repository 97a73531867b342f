import type { Test } from 'tap';
import type { Journal } from '../../../journal/open.js';
import { parseLinkName, parseSiteCode, type SiteCode } from '../../../protocol/ids.js';
import { orderLimits, orderValidMilliseconds } from '../../../protocol/orders/order-kinds.js';
import { addSite, type Teardown } from '../../support/journal-fixtures.js';

const start = 1_800_000_000_000;
const geo = parseLinkName('geo');
const order = (site: SiteCode, number: number) => ({
  ...{ id: `o${String(number).padStart(4, '0')}`, site, kind: 'path-test' as const },
  ...{ by: 'amina', author: 'Practitioner/amina', atMilliseconds: start + number },
});

/** What every {@link OrderStore} does. */
export async function orderStoreContract(t: Test, openHub: (t: Teardown) => Journal): Promise<void> {
  await t.test('[L45] an order is kept with who gave it, and audited', async (t) => {
    const { orders, verify, ...hub } = openHub(t);
    const site = await addSite(hub as Journal);
    const force = { ...order(site, 1), kind: 'force-link' as const, link: geo };
    const kept = {
      ...{ id: 'o0001', site, kind: 'force-link', link: 'geo', by: 'amina', atMilliseconds: start + 1 },
      ...{ expiresMilliseconds: start + 1 + orderValidMilliseconds['force-link'], state: 'waiting' },
    };
    t.strictSame(await orders.add(force), kept);
    t.strictSame(await orders.open(site), [kept]);
    t.strictSame(await orders.latest(site, 9), [kept]);
    t.ok(verify().audit);
    await t.rejects(orders.add(order(parseSiteCode('ZZZ'), 2)), { code: 'not-found' });
  });

  await t.test('[L46] the first outcome of its own site counts', async (t) => {
    const { orders, ...hub } = openHub(t);
    const [site, other] = [await addSite(hub as Journal), await addSite(hub as Journal)];
    await orders.add(order(site, 1));
    await orders.noteSent('o0001');
    t.match(await orders.open(site), [{ state: 'sent' }]);
    const done = { id: 'o0001', site, end: 'done' as const, outcome: { links: [] }, atMilliseconds: start + 50 };
    t.equal(await orders.settle({ ...done, site: other }), 'foreign');
    t.equal(await orders.settle({ ...done, id: 'o0009' }), 'unknown');
    t.equal(await orders.settle(done), 'settled');
    t.equal(await orders.settle({ ...done, end: 'failed', outcome: { code: 'internal' } }), 'again');
    await orders.noteSent('o0001');
    t.match(await orders.latest(site, 9), [{ state: 'done', doneMilliseconds: start + 50, outcome: { links: [] } }]);
    t.strictSame(await orders.open(site), []);
  });

  await t.test('[L45] one that was never sent expires; one that was sent is asked about for a week more', async (t) => {
    const { orders, ...hub } = openHub(t);
    const [site, other] = [await addSite(hub as Journal), await addSite(hub as Journal)];
    await orders.add(order(site, 0));
    await orders.add(order(other, 1));
    await orders.noteSent('o0001');
    const valid = orderValidMilliseconds['path-test'];
    t.strictSame(await orders.expire(start + valid - 1), []);
    t.strictSame(await orders.expire(start + valid + 1), [site]);
    t.match(await orders.latest(site, 9), [{ state: 'expired', outcome: { code: 'time-out' } }]);
    t.match(await orders.latest(other, 9), [{ state: 'sent' }]);
    t.strictSame(await orders.expire(start + 1 + valid + orderLimits.askedMillisecondsMax), [other]);
    t.match(await orders.latest(other, 9), [{ state: 'expired' }]);
  });

  await t.test('[L45] so many may wait of one site, and so many are kept', async (t) => {
    const { orders, ...hub } = openHub(t);
    const site = await addSite(hub as Journal);
    const all = orderLimits.keptOrdersMax + 5;
    for (let number = 0; number < all; number += 1) {
      const { id } = await orders.add(order(site, number));
      if (number > 0) await orders.settle({ id, site, end: 'done', outcome: {}, atMilliseconds: start });
    }
    const kept = await orders.latest(site, all);
    t.equal(kept.length, orderLimits.keptOrdersMax + 1, 'the one that waits is kept, whatever its age');
    t.match([kept[0]?.id, kept.at(-1)?.id], [`o0${all - 1}`, 'o0000']);
    for (let count = 1; count < orderLimits.openOrdersMax; count += 1) await orders.add(order(site, all + count));
    await t.rejects(orders.add(order(site, 900)), { code: 'too-many-attempts' });
  });
}
