import { equalBytes } from '../bytes.js';
import type { LogScope } from '../change.js';
import type { LaneCursor } from '../control/durability.js';
import type { Hello } from '../control/hello.js';
import { lanes } from '../lane.js';
import { type ChainAt, cursorOf, holdsCursor } from './cursors.js';

/**
 * What the hub makes of the epoch in a hello: `welcome`; `move`: the site left its epoch at a fork point that the hub can
 * prove, it goes on under the new one; `renew`: no session before the site has taken a new epoch.
 */
export type EpochVerdict = 'welcome' | 'move' | 'renew';

export interface EpochStand {
  /** The site's epoch as the hub knows it. */
  readonly epoch: number;
  /** How far the hub holds the site's log of that epoch. */
  readonly ups: readonly LaneCursor[];
  readonly run: RunStand;
}

/**
 * What the lease says of the run that speaks: it is the `same` as before, whose database nobody can have put back, while
 * its hello may be older than what came over another link; a `new` one; or of an `earlier` state of the site.
 */
export type RunStand = 'same' | 'new' | 'earlier';

/**
 * Judges the epoch of a hello (rules E1, E10). A site whose log is behind what the hub holds of it was put back to an
 * earlier state: what it writes next would take sequence numbers that are taken.
 */
export function judgeEpoch(hello: Hello, stand: EpochStand, chainAt: ChainAt): EpochVerdict {
  if (hello.epoch < stand.epoch) return 'renew';
  if (hello.epoch === stand.epoch) {
    if (stand.run === 'same') return 'welcome';
    return stand.run === 'earlier' || isBehind(hello, stand) ? 'renew' : 'welcome';
  }
  const { fork } = hello;
  // The hub lacks the epoch that the site left: the site names one that both know.
  if (fork === undefined || fork.fromEpoch > stand.epoch) return 'renew';
  const proven = lanes.every((lane) => {
    const scope: LogScope = { direction: 'up', site: hello.site, epoch: fork.fromEpoch, lane };
    return holdsCursor(scope, cursorOf(fork.cursors, scope), chainAt);
  });
  return proven ? 'move' : 'renew';
}

function isBehind(hello: Hello, { ups }: EpochStand): boolean {
  return ups.some((held) => {
    const head = cursorOf(hello.heads, { direction: 'up', site: hello.site, epoch: hello.epoch, lane: held.lane });
    return held.seq > head.seq || (held.seq === head.seq && !equalBytes(held.chain, head.chain));
  });
}
