import type { SiteCode } from '../../protocol/ids.js';
import { limits } from '../../protocol/limits.js';
import type { FleetAlarm } from '../fleet-alarm.js';

/** Told how far the clock of a site is ahead when a batch of it shows that. */
export type OnAhead = (site: SiteCode, aheadMilliseconds: number) => void;

const minuteMilliseconds = 60_000;

/** Tells ops of a clock whose stamps are not believed any more (rule T7); one that is a little ahead is the log's matter. */
export function clockAlarm(alarm: Pick<FleetAlarm, 'raise'>): OnAhead {
  return (site, aheadMilliseconds) => {
    if (aheadMilliseconds <= limits.clockAheadMillisecondsMax) return;
    alarm.raise(site, 'clock-ahead', { minutes: Math.floor(aheadMilliseconds / minuteMilliseconds) });
  };
}
