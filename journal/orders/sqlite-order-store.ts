import type { LinkName, SiteCode } from '../../protocol/ids.js';
import {
  type AnyOrderKind,
  type OrderOutcome,
  orderLimits,
  orderValidMilliseconds,
} from '../../protocol/orders/order-kinds.js';
import { Problem } from '../../protocol/problem.js';
import { addAudit } from '../audit-log.js';
import type { JournalContext } from '../context.js';
import { fleetSql } from '../sql/fleet.js';
import { type SiteOrderRow, siteOrderSql } from '../sql/orders.js';
import { transaction } from '../sqlite/transaction.js';
import type { NewSiteOrder, OrderStore, SettledOrder, SiteOrder } from './order-store.js';

/** {@link OrderStore} over one SQLite database. */
export class SqliteOrderStore implements OrderStore {
  readonly #context: JournalContext;

  constructor(context: JournalContext) {
    this.#context = context;
  }

  async add(order: NewSiteOrder): Promise<SiteOrder> {
    const { connection } = this.#context;
    const { id, site, kind, link, by, author } = order;
    const at = Math.floor(order.atMilliseconds);
    return transaction(connection, () => {
      if (connection.one(fleetSql.find, site) === undefined) throw new Problem('not-found', `site ${site}`);
      const open = connection.one(siteOrderSql.countOpen, site)?.count ?? 0;
      if (open >= orderLimits.openOrdersMax) throw new Problem('too-many-attempts', 'orders of the site that wait');
      const expires = at + orderValidMilliseconds[kind];
      connection.run(siteOrderSql.add, id, site, kind, link ?? '', by, at, expires);
      connection.run(siteOrderSql.prune, site, site, orderLimits.keptOrdersMax);
      const action = `order ${[kind, site, ...(link === undefined ? [] : [link])].join(' ')}` as const;
      addAudit(this.#context, [{ author, action, subject: '', outcome: 'done' }], at);
      return this.#known(id);
    });
  }

  async open(site: SiteCode): Promise<readonly SiteOrder[]> {
    return this.#context.connection.all(siteOrderSql.open, site).map(orderOf);
  }

  async latest(site: SiteCode, limit: number): Promise<readonly SiteOrder[]> {
    return this.#context.connection.all(siteOrderSql.latest, site, limit).map(orderOf);
  }

  async noteSent(id: string): Promise<void> {
    this.#context.connection.run(siteOrderSql.setSent, id);
  }

  async settle(settled: SettledOrder): Promise<'settled' | 'again' | 'unknown' | 'foreign'> {
    const { connection } = this.#context;
    const { id, site, end, outcome, atMilliseconds } = settled;
    return transaction(connection, () => {
      const known = connection.one(siteOrderSql.find, id);
      if (known === undefined) return 'unknown';
      if (known.site !== site) return 'foreign';
      const at = Math.floor(atMilliseconds);
      const { changes } = connection.run(siteOrderSql.settle, end, JSON.stringify(outcome), at, id);
      return changes === 0 ? 'again' : 'settled';
    });
  }

  async expire(nowMilliseconds: number): Promise<readonly SiteCode[]> {
    const { connection } = this.#context;
    const now = Math.floor(nowMilliseconds);
    const late = connection.all(siteOrderSql.late, now);
    const over = late.filter(
      ({ state, expiresMilliseconds }) =>
        state === 'waiting' || expiresMilliseconds + orderLimits.askedMillisecondsMax <= now,
    );
    if (over.length === 0) return [];
    return transaction(connection, () => {
      const outcome = JSON.stringify({ code: 'time-out' });
      for (const { id } of over) connection.run(siteOrderSql.settle, 'expired', outcome, now, id);
      return [...new Set(over.map(({ site }) => site as SiteCode))];
    });
  }

  #known(id: string): SiteOrder {
    const row = this.#context.connection.one(siteOrderSql.find, id);
    if (row === undefined) throw new Problem('internal', 'order');
    return orderOf(row);
  }
}

function orderOf(row: SiteOrderRow): SiteOrder {
  const { id, site, kind, link, by, atMilliseconds, expiresMilliseconds, state, doneMilliseconds, outcome } = row;
  return {
    ...{ id, site: site as SiteCode, kind: kind as AnyOrderKind, by, atMilliseconds, expiresMilliseconds, state },
    ...(link !== '' && { link: link as LinkName }),
    ...(doneMilliseconds !== null && { doneMilliseconds }),
    ...(outcome !== null && { outcome: JSON.parse(outcome) as OrderOutcome }),
  };
}
