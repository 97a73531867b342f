import type { Timers } from '../../config/running/timers.js';
import type { FanoutStore } from '../../journal/sync-store.js';
import type { SiteCode } from '../../protocol/ids.js';
import { BehindLoop } from './behind-loop.js';
import type { Burst } from './turn.js';

export interface FanoutLoopOptions {
  readonly fanout: FanoutStore;
  readonly burst: Burst;
  readonly partition: number;
  readonly changesMax: number;
  readonly now: () => number;
  readonly timers?: Timers;
  /** Feeds that grew: their downlinks have something to send. */
  readonly onGrown: (sites: readonly SiteCode[]) => void;
  /** More is known of what a site gets back. */
  readonly onBootstrap: (site: SiteCode) => void;
  readonly onError: (error: unknown) => void;
}

/** How long a change that is not urgent may wait for its turn during a burst. */
export const fanOutLagMillisecondsMax = 250;

/** Files what was committed into the feeds of the sites, in the hub's order (rules F1, F3). */
export function makeFanoutLoop(options: FanoutLoopOptions): BehindLoop {
  const { fanout, burst, partition, changesMax, onBootstrap, now, timers, onGrown, onError } = options;
  return new BehindLoop({
    ...{ burst, lagMillisecondsMax: fanOutLagMillisecondsMax, now, ...(timers && { timers }), onError },
    work: async () => {
      const { sites, bootstraps, more, lagMilliseconds } = await fanout.fanOut(partition, changesMax);
      if (sites.length > 0) onGrown(sites);
      for (const site of bootstraps) onBootstrap(site);
      return { more, lagMilliseconds };
    },
  });
}
