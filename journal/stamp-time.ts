import { clockOffset } from '../protocol/clock.js';

/**
 * The time that stamps are made of: the wall clock, corrected by what the hub said where the two were far apart (rule T6).
 * Kept in memory only: after a restart the clock may be another, and the high-water mark holds meanwhile.
 */
export class StampTime {
  readonly #wall: () => number;
  #offsetMilliseconds = 0;

  /** @param wall milliseconds since 1970 */
  constructor(wall: () => number) {
    this.#wall = wall;
  }

  /** A wall-clock time as the hub would have it. */
  correct(milliseconds: number): number {
    return milliseconds + this.#offsetMilliseconds;
  }

  now(): number {
    return this.correct(this.#wall());
  }

  /** The hub has told its time. */
  follow(hubMilliseconds: number): void {
    this.#offsetMilliseconds = clockOffset(this.#wall(), hubMilliseconds);
  }
}
