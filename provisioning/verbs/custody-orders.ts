import type { SiteOrder } from '../../journal/orders/order-store.js';
import type { LinkName, SiteCode } from '../../protocol/ids.js';
import type { AnyOrderKind } from '../../protocol/orders/order-kinds.js';

/** What the running hub lets the command line order. */
export interface CustodyOrders {
  order(request: {
    readonly site: SiteCode;
    readonly kind: AnyOrderKind;
    readonly link?: LinkName;
    readonly by: string;
    readonly author: string;
  }): Promise<SiteOrder>;
  latest(site: SiteCode): Promise<readonly SiteOrder[]>;
}
