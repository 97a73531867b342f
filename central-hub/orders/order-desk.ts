import { systemTimers, type Timers } from '../../config/running/timers.js';
import type { FleetStore } from '../../journal/fleet-store.js';
import type { OrderStore, SiteOrder } from '../../journal/orders/order-store.js';
import { encodeControl } from '../../protocol/control/control.js';
import type { OrderDone } from '../../protocol/control/order-done.js';
import { doublingMilliseconds } from '../../protocol/doubling.js';
import type { LinkName, SiteCode } from '../../protocol/ids.js';
import { type AnyOrderKind, isCustodyOrder, orderLimits } from '../../protocol/orders/order-kinds.js';
import { Problem } from '../../protocol/problem.js';
import type { SitePeer, SiteTransport } from '../broker/site-transport.js';

export interface OrderDeskOptions {
  readonly orders: OrderStore;
  readonly fleet: Pick<FleetStore, 'findSite'>;
  readonly transport: Pick<SiteTransport, 'publish'>;
  /** The session that carries a site's administrative lane; `undefined` while there is none. */
  readonly carrier: (site: SiteCode) => SitePeer | undefined;
  readonly now: () => number;
  readonly newId: () => string;
  /** Signs an order about keys (rule K14). */
  readonly sealOrder: (order: SiteOrder) => string;
  /** A site has destroyed its keys. */
  readonly onWiped: (site: SiteCode) => Promise<void>;
  readonly timers?: Timers;
  /** The orders of a site changed. */
  readonly onChanged: (site: SiteCode) => void;
  readonly onError: (error: unknown) => void;
}

/** Who orders, and what. */
export interface OrderRequest {
  readonly site: SiteCode;
  readonly kind: AnyOrderKind;
  readonly link?: LinkName;
  readonly by: string;
  readonly author: string;
}

/** When an order was last said over which connection, and how often. */
interface Told {
  readonly peer: SitePeer;
  readonly times: number;
  readonly atMilliseconds: number;
}

/** How often the desk looks for orders that are too late, or without an answer. */
const lookMilliseconds = 5_000;
/** How long an answer is waited for until the order is said again over the same connection: twice as long each time. */
const againMilliseconds = { shortest: 30_000, longest: 60 * 60 * 1000 };

/** Sends orders to the sites until each is answered (rules L45, L46). */
export class OrderDesk {
  readonly #options: OrderDeskOptions;
  readonly #timers: Timers;
  readonly #told = new Map<string, Told>();
  /** One after the other for each site, so that orders arrive in the order in which they were given. */
  readonly #telling = new Map<SiteCode, Promise<void>>();
  #endLooks: (() => void) | undefined;

  constructor(options: OrderDeskOptions) {
    this.#options = options;
    this.#timers = options.timers ?? systemTimers;
  }

  start(): void {
    this.#endLooks = this.#timers.every(lookMilliseconds, () => this.#look().catch(this.#options.onError));
  }

  async stop(): Promise<void> {
    this.#endLooks?.();
    await Promise.all(this.#telling.values());
  }

  /** @throws Problem `not-found` for the site or its link, `parameter-malformed`, `too-many-attempts` */
  async order(request: OrderRequest): Promise<SiteOrder> {
    const { orders, fleet, now, newId, onChanged } = this.#options;
    const { site: code, kind, link } = request;
    const site = await fleet.findSite(code);
    if (site?.state !== 'active') throw new Problem('not-found', `site ${code}`);
    if ((kind === 'force-link') !== (link !== undefined) && kind !== 'path-test') {
      throw new Problem('parameter-malformed', kind === 'force-link' ? 'link: which one' : 'link: none is named here');
    }
    if (link !== undefined && !site.links.some(({ name }) => name === link)) {
      throw new Problem('not-found', `link ${link}`);
    }
    const order = await orders.add({ ...request, id: newId(), atMilliseconds: now() });
    this.tell(code);
    onChanged(code);
    return order;
  }

  latest(site: SiteCode): Promise<readonly SiteOrder[]> {
    return this.#options.orders.latest(site, orderLimits.shownOrdersMax);
  }

  /** Says what has no answer over the connection that carries the site's administrative lane, if there is one. */
  tell(site: SiteCode): void {
    const before = this.#telling.get(site) ?? Promise.resolve();
    const told = before.then(() => this.#tell(site)).catch(this.#options.onError);
    this.#telling.set(site, told);
    void told.then(() => this.#telling.get(site) === told && this.#telling.delete(site));
  }

  /** Hears what became of an order, in a session. Whether it is an order of another site. */
  async hear(site: SiteCode, { id, end, outcome }: OrderDone): Promise<'taken' | 'foreign'> {
    const { orders, now, onChanged, onWiped } = this.#options;
    const settled = await orders.settle({ id, site, end, outcome, atMilliseconds: now() });
    if (settled === 'foreign') return 'foreign';
    this.#told.delete(id);
    if (settled === 'settled') {
      if (end === 'done' && 'wiped' in outcome) await onWiped(site);
      onChanged(site);
    }
    return 'taken';
  }

  async #tell(site: SiteCode): Promise<void> {
    const { orders, transport, carrier, now, sealOrder, onChanged } = this.#options;
    const peer = carrier(site);
    if (peer === undefined) return;
    const open = await orders.open(site);
    this.#forget(site, new Set(open.map(({ id }) => id)));
    for (const order of open) {
      if (!this.#isDue(order, peer)) continue;
      const { id, kind, link = '', by, expiresMilliseconds } = order;
      const leftMilliseconds = Math.max(0, Math.floor(expiresMilliseconds - now()));
      if (order.state === 'waiting' && leftMilliseconds === 0) continue;
      // Before it leaves: one that may have been begun is never taken for one that was not.
      await orders.noteSent(id);
      const earlier = this.#told.get(id);
      const times = earlier?.peer === peer ? earlier.times + 1 : 1;
      this.#told.set(id, { peer, times, atMilliseconds: this.#timers.elapsedMilliseconds() });
      const seal = isCustodyOrder(kind) ? { seal: sealOrder(order) } : {};
      await transport.publish(
        peer,
        'ctl',
        encodeControl({ kind: 'order', id, order: kind, link, by, leftMilliseconds, ...seal }),
      );
      if (order.state === 'waiting') onChanged(site);
    }
  }

  /** Orders that ended without a word of the site. */
  #forget(site: SiteCode, open: ReadonlySet<string>): void {
    for (const [id, { peer }] of this.#told) if (peer.site === site && !open.has(id)) this.#told.delete(id);
  }

  #isDue({ id }: SiteOrder, peer: SitePeer): boolean {
    const told = this.#told.get(id);
    if (told === undefined || told.peer !== peer) return true;
    const pause = doublingMilliseconds(againMilliseconds, told.times - 1);
    return this.#timers.elapsedMilliseconds() - told.atMilliseconds >= pause;
  }

  async #look(): Promise<void> {
    const { orders, now, onChanged } = this.#options;
    for (const site of await orders.expire(now())) onChanged(site);
    for (const site of new Set([...this.#told.values()].map(({ peer }) => peer.site))) this.tell(site);
  }
}
