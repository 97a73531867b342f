import { limits } from './limits.js';

/**
 * A stamp of the hybrid logical clock (Kulkarni et al., "Logical Physical Clocks", 2014): physical milliseconds since
 * 1970 and a counter (0–65535). It only breaks ties in merge (rule T1); the clinician's time is a field of the record.
 */
export interface ClockStamp {
  readonly milliseconds: number;
  readonly counter: number;
}

/** The clock before its first tick. */
export const clockZero: ClockStamp = { milliseconds: 0, counter: 0 };

const counterMax = limits.stampCounterMax;

/** Orders two stamps: negative when `left` is earlier. */
export function compareStamps(left: ClockStamp, right: ClockStamp): number {
  return left.milliseconds - right.milliseconds || left.counter - right.counter;
}

/** The stamp of a local event at wall-clock time `nowMilliseconds`; always later than `clock`. */
export function tick(clock: ClockStamp, nowMilliseconds: number): ClockStamp {
  const milliseconds = Math.floor(nowMilliseconds);
  return milliseconds > clock.milliseconds ? { milliseconds, counter: 0 } : next(clock);
}

/** Advances the clock past a remote stamp already bounded by {@link boundStamp}. */
export function observe(clock: ClockStamp, remote: ClockStamp): ClockStamp {
  return compareStamps(remote, clock) > 0 ? remote : clock;
}

/** How a remote stamp is judged against the receiver's wall clock (rule T3). */
export type StampVerdict = 'good' | 'ahead' | 'clamped';

/** Clamps a stamp more than 15 min ahead of `nowMilliseconds` to it; from 2 min on it is told as `ahead`. */
export function boundStamp(
  remote: ClockStamp,
  nowMilliseconds: number,
): { readonly stamp: ClockStamp; readonly verdict: StampVerdict } {
  const ahead = remote.milliseconds - nowMilliseconds;
  if (ahead > limits.clockAheadMillisecondsMax) {
    return { stamp: { milliseconds: Math.floor(nowMilliseconds), counter: 0 }, verdict: 'clamped' };
  }
  return { stamp: remote, verdict: ahead > limits.clockAheadWarnMillisecondsMax ? 'ahead' : 'good' };
}

function next(clock: ClockStamp): ClockStamp {
  if (clock.counter < counterMax) return { milliseconds: clock.milliseconds, counter: clock.counter + 1 };
  return { milliseconds: clock.milliseconds + 1, counter: 0 };
}
