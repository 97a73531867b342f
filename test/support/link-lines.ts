import type { LinkPlan } from '../../edge-agent/links/decision/link-plan.js';
import { parseLinkName } from '../../protocol/ids.js';
import type { LinkCauseCode } from '../../protocol/links/link-causes.js';

/** How a link behaves when nothing is wrong with it. */
export interface Line {
  readonly plan: LinkPlan;
  readonly roundTripMilliseconds: number;
  readonly jitterMilliseconds: number;
  readonly loss: number;
  /** Every 15 s it may be away for 100 to 300 ms, as Starlink is when it turns to another satellite. */
  readonly blinks?: boolean;
}

/** What goes wrong, from when until when; on a link, or at the hub where none is named. `probes`: no datagram passes. */
export interface Fault {
  readonly link?: string;
  readonly from: number;
  readonly to: number;
  readonly kind: 'blackhole' | 'up' | 'down' | 'loss' | 'slow' | 'unreachable' | 'refuse' | 'probes';
  /** Share lost, or how many times slower. */
  readonly amount?: number;
  /** What an attempt to open a session meets, where it is refused. */
  readonly cause?: LinkCauseCode;
}

export function line(name: string, facts: Partial<LinkPlan> & Partial<Omit<Line, 'plan'>> = {}): Line {
  const { roundTripMilliseconds = 20, jitterMilliseconds = 4, loss = 0.001, blinks = false, ...plan } = facts;
  return {
    ...{ roundTripMilliseconds, jitterMilliseconds, loss, blinks },
    plan: { link: parseLinkName(name), kind: 'fibre', metered: false, standby: 'warm', carriesBulk: false, ...plan },
  };
}

export const fibre = line('fibre');
export const cellular = line('cellular', {
  kind: 'cellular',
  roundTripMilliseconds: 60,
  jitterMilliseconds: 20,
  loss: 0.003,
});
export const starlink = line('starlink', {
  ...{ kind: 'starlink', roundTripMilliseconds: 45, jitterMilliseconds: 20, loss: 0.003, blinks: true },
});
export const satellite = line('geo', {
  ...{ kind: 'geo', metered: true, roundTripMilliseconds: 600, jitterMilliseconds: 40, loss: 0.002 },
});
