import type { Holds } from '../../journal/orders/taken-order-store.js';
import type { LinkName } from '../../protocol/ids.js';

/** What is held by a person's word, as `GET /api/sync` shows it; times in milliseconds since 1970. */
export interface OperationsView {
  readonly forced: {
    readonly link: LinkName;
    /** As they sign in at the hub; '' for a person at the box. */
    readonly by: string;
    readonly atBox: boolean;
    readonly since: number;
    readonly until: number;
    /** Whether it carries what it may; while it is down, others do. */
    readonly inEffect: boolean;
  } | null;
  readonly bulkHeld: { readonly by: string; readonly since: number } | null;
}

/** @param active the link that carries what is urgent */
export function operationsView({ force, bulk }: Holds, active: LinkName | undefined): OperationsView {
  return {
    forced: force
      ? {
          ...{ link: force.link, by: force.by, atBox: force.atBox, since: force.sinceMilliseconds },
          ...{ until: force.untilMilliseconds, inEffect: force.link === active },
        }
      : null,
    bulkHeld: bulk ? { by: bulk.by, since: bulk.sinceMilliseconds } : null,
  };
}
