import type { Counter } from '../../config/running/metrics.js';
import type { SiteCode } from '../../protocol/ids.js';
import type { Lane } from '../../protocol/lane.js';
import type { ProblemCode } from '../../protocol/problem.js';
import type { FleetAlarm } from '../fleet-alarm.js';

/** Tells of a change that was set aside: where it lies, never what it says. */
export type OnPoison = (site: SiteCode, lane: Lane, code: ProblemCode) => void;

/** @param end where it was set aside */
export function poisonAlarm(alarm: Pick<FleetAlarm, 'raise'>, rejects: Counter, end: 'hub' | 'site'): OnPoison {
  return (site, lane, code) => {
    rejects.add({ end, code });
    alarm.raise(site, 'poison', { end, lane, code });
  };
}
