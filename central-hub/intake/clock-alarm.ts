import type { Logger } from '../../config/running/logger.js';
import type { SiteCode } from '../../protocol/ids.js';
import { limits } from '../../protocol/limits.js';
import type { FleetAlarm } from '../fleet-alarm.js';

/** Told how far the clock of a site is ahead when a batch of it shows that, milliseconds; at least so far as is told (T3). */
export type OnAhead = (site: SiteCode, aheadMilliseconds: number) => void;

export interface ClockAlarmGround {
  readonly alarm: Pick<FleetAlarm, 'raise'>;
  readonly logger: Pick<Logger, 'warn'>;
  /** Wall clock, milliseconds. */
  readonly now: () => number;
}

const minuteMilliseconds = 60_000;
/** A clock stays wrong until somebody sets it, and each batch shows it anew. */
const quietMilliseconds = 60 * minuteMilliseconds;

/**
 * Tells of a clock that is ahead: ops, where its stamps are not believed any more (rule T7); the log, where they still are
 * (rule T3).
 */
export function clockAlarm({ alarm, logger, now }: ClockAlarmGround): OnAhead {
  const loggedAt = new Map<SiteCode, number>();
  return (site, aheadMilliseconds) => {
    if (aheadMilliseconds > limits.clockAheadMillisecondsMax) {
      alarm.raise(site, 'clock-ahead', { minutes: Math.floor(aheadMilliseconds / minuteMilliseconds) });
      return;
    }
    const at = now();
    const logged = loggedAt.get(site);
    // The hub's own clock may have been set back meanwhile.
    if (logged !== undefined && Math.abs(at - logged) < quietMilliseconds) return;
    loggedAt.set(site, at);
    logger.warn({ site, aheadSeconds: Math.floor(aheadMilliseconds / 1000) }, 'the clock of a site is ahead');
  };
}
