import type { Timers } from '../../config/running/timers.js';
import type { FanoutStore, Indexed } from '../../journal/sync-store.js';
import { BehindLoop } from './behind-loop.js';
import type { Burst } from './turn.js';

export interface IndexLoopOptions {
  readonly fanout: Pick<FanoutStore, 'index'>;
  readonly burst: Burst;
  readonly changesMax: number;
  readonly now: () => number;
  readonly timers?: Timers;
  /** After each round. */
  readonly onIndexed: (indexed: Indexed) => void;
  readonly onError: (error: unknown) => void;
}

/** How long a change may wait for its turn during a burst; what the index is late then, the intake makes up (rule J8). */
export const indexLagMillisecondsMax = 250;

/** Builds the hub's search rows behind the commit; how far behind is shown in `/metrics` and to ops. */
export function makeIndexLoop(options: IndexLoopOptions): BehindLoop {
  const { fanout, burst, changesMax, now, timers, onIndexed, onError } = options;
  return new BehindLoop({
    ...{ burst, lagMillisecondsMax: indexLagMillisecondsMax, now, ...(timers && { timers }), onError },
    work: async () => {
      const indexed = await fanout.index(changesMax);
      onIndexed(indexed);
      return { more: indexed.waitingChanges > 0, lagMilliseconds: indexed.lagMilliseconds };
    },
  });
}
