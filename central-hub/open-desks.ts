import type { Logger } from '../config/running/logger.js';
import type { Timers } from '../config/running/timers.js';
import type { Journal } from '../journal/open.js';
import type { SiteOrder } from '../journal/orders/order-store.js';
import type { Hello } from '../protocol/control/hello.js';
import type { SiteCode } from '../protocol/ids.js';
import { AuditDesk, type AuditDeskOptions } from './audit/audit-desk.js';
import type { Refusals } from './broker/refusals.js';
import type { SitePeer, SiteTransport } from './broker/site-transport.js';
import { ErasureDesk, type HubErasures } from './erasures/erasure-desk.js';
import { FactsDesk } from './facts/facts-desk.js';
import { BootstrapDesk } from './fanout/bootstrap-desk.js';
import { OrderDesk } from './orders/order-desk.js';
import { DigestDesk } from './proof/digest-desk.js';
import { ReceiptTeller } from './proof/receipt-teller.js';
import { RemoteDesk } from './remote/remote-desk.js';
import { HubEpochRenewal } from './session/hub-epoch-renewal.js';
import type { Sessions } from './session/session.js';
import type { GuardedTransport } from './session/session-guard.js';

export interface DeskGround {
  readonly journal: Journal;
  readonly transport: GuardedTransport;
  /** The same without the proofs of sessions. */
  readonly plainTransport: SiteTransport;
  readonly sessions: Sessions;
  readonly refusals: Refusals;
  readonly logger: Logger;
  readonly now: () => number;
  readonly timers: Timers;
  /** Makes a UUIDv7. */
  readonly newId: () => string;
  /** The session that carries a site's administrative lane. */
  readonly carrier: (site: SiteCode) => SitePeer | undefined;
  /** The connection that a site speaks over. */
  readonly active: (site: SiteCode) => SitePeer | undefined;
  readonly erasing: HubErasures;
  /** There may be something to fan out. */
  readonly wakeFanOut: () => void;
  /** Something was put into the feed of a site. */
  readonly onFed: (site: SiteCode) => void;
  readonly onFleetChanged: () => void;
  /** The orders of a site changed. */
  readonly onOrders: (site: SiteCode) => void;
  readonly sealOrder: (order: SiteOrder) => string;
  readonly anchorSeal: AuditDeskOptions['anchorSeal'];
  readonly onError: (error: unknown) => void;
}

/** Who answers what sites say in their sessions, one desk for each subject. */
export function openDesks(ground: DeskGround) {
  const { journal, plainTransport, wakeFanOut, onFleetChanged, erasing: hub, active, ...shared } = ground;
  const onWiped = async (site: SiteCode) => void (await journal.keyShares.forget(site));
  const { fleet, fanout, sync, poison, records, digests } = journal;
  // What the feeds of the epoch before still held goes into the new ones.
  const renewal = new HubEpochRenewal({
    ...{ ...shared, epochs: journal.hubEpochs, transport: plainTransport, onRenewed: wakeFanOut },
  });
  return {
    remote: new RemoteDesk({ ...shared, records, fanout, onWaiting: wakeFanOut }),
    bootstraps: new BootstrapDesk({ ...shared, fanout, onBegun: wakeFanOut }),
    audits: new AuditDesk({ ...shared, anchors: journal.anchors, onFleetChanged }),
    facts: new FactsDesk({ ...shared, facts: journal.facts, onFleetChanged }),
    orders: new OrderDesk({ ...shared, orders: journal.orders, fleet, onChanged: shared.onOrders, onWiped }),
    erasures: new ErasureDesk({ ...shared, carrier: active, erasures: journal.erasures, hub }),
    digests: new DigestDesk({ ...shared, digests, fanout, fleet, onChanged: onFleetChanged }),
    teller: new ReceiptTeller({ ...shared, sync, poison }),
    onRestored: (hello: Hello) => renewal.hear(hello),
  };
}
