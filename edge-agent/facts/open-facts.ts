import type { Timers } from '../../config/running/timers.js';
import type { Holds } from '../../journal/orders/taken-order-store.js';
import type { BoxReaders } from './box-readers.js';
import { FactsTeller } from './facts-teller.js';

export interface FactsGround {
  readonly box?: BoxReaders;
  readonly now: () => number;
  /** What the box's own clock says. */
  readonly wall?: () => number;
  readonly timers?: Timers;
  readonly onError: (error: unknown) => void;
}

/** Who tells of the box; nobody where nothing reads it. */
export function openFacts(ground: FactsGround, holds: () => Holds | undefined): FactsTeller | undefined {
  const { box, now, wall = now, timers, onError } = ground;
  return box && new FactsTeller({ readers: box, holds, now: wall, ...(timers && { timers }), onError });
}
