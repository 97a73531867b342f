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

/** What the stamps of one batch do to the clock of its receiver, and to themselves. */
export interface BoundStamps {
  /** The clock after the batch; it moves only once the whole batch is accepted (rule T5). */
  readonly clock: ClockStamp;
  /** What counts in merge in the place of each stamp that is clamped, in order; a later one is later (rule T4). */
  readonly mergeStamps: readonly (ClockStamp | undefined)[];
  /** How far the furthest stamp is ahead; 0 while it is not worth telling (rule T3). */
  readonly aheadMilliseconds: number;
}

/** Judges the stamps of a batch, in order, against the receiver's wall clock. */
export function boundStamps(clock: ClockStamp, stamps: readonly ClockStamp[], nowMilliseconds: number): BoundStamps {
  let moved = clock;
  let aheadMilliseconds = 0;
  const mergeStamps = stamps.map((stamp) => {
    const { verdict } = boundStamp(stamp, nowMilliseconds);
    if (verdict !== 'good') aheadMilliseconds = Math.max(aheadMilliseconds, stamp.milliseconds - nowMilliseconds);
    // A tick of the receiver's own clock: later than whatever its author can have seen here.
    moved = verdict === 'clamped' ? tick(moved, nowMilliseconds) : observe(moved, stamp);
    return verdict === 'clamped' ? moved : undefined;
  });
  return { clock: moved, mergeStamps, aheadMilliseconds };
}

/**
 * The high-water mark of a clock after the hub has told its time (rule T6): one that is far ahead is set back, one that is
 * behind catches up, so that a dead battery neither wins nor loses for ever.
 */
export function correctMark(mark: ClockStamp, hubMilliseconds: number): ClockStamp {
  const hub = { milliseconds: Math.floor(hubMilliseconds), counter: 0 };
  return mark.milliseconds - hubMilliseconds > limits.clockAheadMillisecondsMax ? hub : observe(mark, hub);
}

/** What has to be added to a wall clock that is far from the hub's; 0 while it is near enough (rule T6). */
export function clockOffset(wallMilliseconds: number, hubMilliseconds: number): number {
  const apart = hubMilliseconds - wallMilliseconds;
  return Math.abs(apart) > limits.clockAheadMillisecondsMax ? apart : 0;
}

function next(clock: ClockStamp): ClockStamp {
  if (clock.counter < counterMax) return { milliseconds: clock.milliseconds, counter: clock.counter + 1 };
  return { milliseconds: clock.milliseconds + 1, counter: 0 };
}
