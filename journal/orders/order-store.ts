import type { LinkName, SiteCode } from '../../protocol/ids.js';
import type { AnyOrderKind, OrderEnd, OrderOutcome, OrderState } from '../../protocol/orders/order-kinds.js';

/** What regional operations ordered of sites, and what became of it (rules L45, L46). All at the hub. */
export interface OrderStore {
  /**
   * Keeps an order with its audit row, in one transaction with fsync; the oldest of the site that are over and more than
   * may be kept go.
   * @throws Problem `not-found` for the site; `too-many-attempts` when too many have no outcome
   */
  add(order: NewSiteOrder): Promise<SiteOrder>;
  /** The orders of a site without an outcome, the oldest first. */
  open(site: SiteCode): Promise<readonly SiteOrder[]>;
  /** The latest, the newest first. */
  latest(site: SiteCode, limit: number): Promise<readonly SiteOrder[]>;
  noteSent(id: string): Promise<void>;
  /** Keeps what became of an order; the first word of its own site counts. */
  settle(outcome: SettledOrder): Promise<'settled' | 'again' | 'unknown' | 'foreign'>;
  /**
   * Ends orders that were never sent and may not be begun any more, and those that were sent and whose outcome has been
   * asked for long enough. The sites that are concerned.
   */
  expire(nowMilliseconds: number): Promise<readonly SiteCode[]>;
}

export interface NewSiteOrder {
  /** UUIDv7: orders are sent in the order of their ids. */
  readonly id: string;
  readonly site: SiteCode;
  readonly kind: AnyOrderKind;
  readonly link?: LinkName;
  /** Who ordered it, as they sign in. */
  readonly by: string;
  /** The same for the audit: a FHIR reference. */
  readonly author: string;
  readonly atMilliseconds: number;
}

export interface SiteOrder {
  readonly id: string;
  readonly site: SiteCode;
  readonly kind: AnyOrderKind;
  readonly link?: LinkName;
  readonly by: string;
  readonly atMilliseconds: number;
  /** Until when it may be begun. */
  readonly expiresMilliseconds: number;
  readonly state: OrderState;
  readonly doneMilliseconds?: number;
  readonly outcome?: OrderOutcome;
}

export interface SettledOrder {
  readonly id: string;
  /** Who says so. */
  readonly site: SiteCode;
  readonly end: OrderEnd;
  readonly outcome: OrderOutcome;
  readonly atMilliseconds: number;
}
