import type { Logger } from '../../config/running/logger.js';
import type { OrderedStop } from '../../config/running/ordered-stop.js';
import type { Timers } from '../../config/running/timers.js';
import type { TakenOrderStore } from '../../journal/orders/taken-order-store.js';
import type { LinkName } from '../../protocol/ids.js';
import type { OrderOutcome } from '../../protocol/orders/order-kinds.js';
import type { NodeLink } from '../../provisioning/node-folder.js';
import type { SiteCustody } from './custody/site-custody.js';
import { HoldKeeper } from './hold-keeper.js';
import { readInterfaceMtu } from './path-test/interface-mtu.js';
import { PathTester } from './path-test/path-tester.js';
import { SiteOrders } from './site-orders.js';

export interface OrderGround {
  readonly taken: TakenOrderStore;
  readonly links: readonly NodeLink[];
  readonly force: (link: LinkName | undefined) => void;
  /** Sends one probe; its number, or `undefined` while nothing proves probes there. */
  readonly probe: (link: LinkName) => number | undefined;
  readonly diagnose?: () => Promise<OrderOutcome>;
  /** Who has the keys of this site. */
  readonly custody?: SiteCustody | undefined;
  /** Something is held, or is held no more. */
  readonly onHolds: () => void;
  readonly logger: Logger;
  readonly now: () => number;
  readonly timers?: Timers;
  readonly onError: (error: unknown) => void;
}

/** What carries out orders at a site, wired together. */
export interface Orders {
  readonly site: SiteOrders;
  readonly holds: HoldKeeper;
  readonly tester: PathTester;
  start(stop: OrderedStop): void;
}

export function openOrders(ground: OrderGround): Orders {
  const { taken, force, probe, diagnose, custody, onHolds, logger, now, timers, onError } = ground;
  const timing = timers && { timers };
  const links = ground.links.map(({ name }) => name);
  const holds = new HoldKeeper({ taken, links, force, now, ...timing, onChanged: onHolds, onError });
  const tester = new PathTester({
    links: ground.links.map(({ name, metered, tunnel }) => ({
      ...{ name, metered },
      readMtuBytes: () => readInterfaceMtu(tunnel?.interfaceName),
    })),
    send: probe,
    ...timing,
  });
  const site = new SiteOrders({
    taken,
    links,
    holds,
    tester,
    ...(diagnose && { diagnose }),
    ...(custody && { custody }),
    logger,
    now,
    onError,
  });
  return {
    ...{ site, holds, tester },
    start: (stop) => {
      stop.add('orders', () => site.stop());
      // Ends the tests under way first, which the orders wait for.
      stop.add('path tests', () => tester.stop());
      stop.add('orders about keys', () => custody?.stop());
      site.start().catch(onError);
    },
  };
}
