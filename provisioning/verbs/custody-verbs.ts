import type { SiteOrder } from '../../journal/orders/order-store.js';
import type { SiteCode } from '../../protocol/ids.js';
import { isCustodyOrder } from '../../protocol/orders/order-kinds.js';
import { Problem } from '../../protocol/problem.js';
import { commandLineAuthor } from '../../record/accounts/program-author.js';
import { VerbArguments } from './arguments.js';
import type { CustodyOrders } from './custody-orders.js';
import type { VerbContext } from './verb-context.js';

/**
 * `site-custody` {site, order, by}: by code or name. A lock closes the hub's shares at once, whether or not the site hears
 * of it; it is given once, and says again what became of one that is under way.
 */
export async function orderCustody(context: VerbContext, args: unknown): Promise<SiteOrder> {
  const given = new VerbArguments(args);
  const site = await siteOf(context, given.text('site', 120));
  const kind = given.text('order', 32);
  if (!isCustodyOrder(kind)) throw new Problem('usage-wrong', 'lock-site, wipe-site, wipe-site-even-unsynced');
  const orders = ordersOf(context);
  const open = (await orders.latest(site)).find(
    (order) => order.kind === kind && (order.state === 'waiting' || order.state === 'sent'),
  );
  if (kind === 'lock-site') await context.journal.keyShares.forget(site);
  return open ?? orders.order({ site, kind, by: given.text('by', 80), author: commandLineAuthor });
}

/** `site-custody-state` {site, id} */
export async function custodyState(context: VerbContext, args: unknown): Promise<SiteOrder> {
  const given = new VerbArguments(args);
  const site = await siteOf(context, given.text('site', 120));
  const id = given.text('id', 64);
  const order = (await ordersOf(context).latest(site)).find((each) => each.id === id);
  if (order === undefined) throw new Problem('not-found', `order ${id}`);
  return order;
}

function ordersOf({ orders }: VerbContext): CustodyOrders {
  if (orders === undefined) throw new Problem('usage-wrong', 'the hub does not run: carnet hub run');
  return orders;
}

async function siteOf({ node, journal }: VerbContext, named: string): Promise<SiteCode> {
  if (node.kind !== 'hub') throw new Problem('usage-wrong', 'only the hub orders sites');
  const sites = await journal.fleet.listSites();
  const site = sites.find(({ code, name }) => code === named.toUpperCase() || name === named);
  if (site === undefined) throw new Problem('not-found', `site ${named}`);
  return site.code;
}
