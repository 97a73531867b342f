import { limits } from './limits.js';

/**
 * No node that runs this release can be earlier: raised with each release, and never beyond the day it is made on. It
 * stands in the source, because the date of a file is only as good as the clock of the machine that wrote it.
 */
export const releaseMilliseconds = Date.UTC(2026, 10, 1);

/** Whether a clock can be right: below the floor it cannot (rule T20). */
export type ClockState = 'sure' | 'unsure';

/** The earliest that it can be now, and whether the box's clock agrees. */
export interface KnownMoment {
  readonly floorMilliseconds: number;
  readonly state: ClockState;
}

/** A time that was known to be reached at a moment of the steady clock. */
export interface ReachedTime {
  readonly milliseconds: number;
  /** Milliseconds of the steady clock. */
  readonly atMilliseconds: number;
  /** The hub has said it in this run: then it is no floor only, but the time itself. */
  readonly isHubs: boolean;
}

/** What is known as the node starts: the release, and what was kept of an earlier run (rule T20). */
export function reachedAtStart(keptMilliseconds: number | undefined, atMilliseconds: number): ReachedTime {
  return { milliseconds: Math.max(releaseMilliseconds, keptMilliseconds ?? 0), atMilliseconds, isHubs: false };
}

/** The hub has said its time. Its last word counts, also where it takes an earlier one back (rule T21). */
export function reachedByHub(hubMilliseconds: number, atMilliseconds: number): ReachedTime {
  return { milliseconds: Math.max(releaseMilliseconds, hubMilliseconds), atMilliseconds, isHubs: true };
}

/** The floor at a moment of the steady clock. */
export function floorAt(reached: ReachedTime, steadyMilliseconds: number): number {
  return reached.milliseconds + Math.max(0, steadyMilliseconds - reached.atMilliseconds);
}

/** The time that decisions are made by, and whether the clock that it comes of can be right (rules T20, T21). */
export function reckonTime(
  wallMilliseconds: number,
  reached: ReachedTime,
  steadyMilliseconds: number,
): { readonly milliseconds: number; readonly state: ClockState } {
  const floor = floorAt(reached, steadyMilliseconds);
  if (reached.isHubs) {
    const isNear = Math.abs(wallMilliseconds - floor) <= limits.clockAheadMillisecondsMax;
    return { milliseconds: isNear ? wallMilliseconds : floor, state: 'sure' };
  }
  const isBelow = wallMilliseconds < floor - limits.clockAheadWarnMillisecondsMax;
  return isBelow ? { milliseconds: floor, state: 'unsure' } : { milliseconds: wallMilliseconds, state: 'sure' };
}

/**
 * Whether a certificate may still hold, by what is known of time: not one that had ended before the floor. While the clock
 * is unsure nothing is known well enough to refuse it, and whoever could heal the clock must be let speak (rule T22).
 */
export function mayStillHold(notAfterMilliseconds: number, { floorMilliseconds, state }: KnownMoment): boolean {
  return state === 'unsure' || notAfterMilliseconds >= floorMilliseconds;
}
