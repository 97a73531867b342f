import { apiLimits } from '../../limits.js';

interface Tally {
  readonly sinceMilliseconds: number;
  readonly count: number;
}

/** How often people have a password rated that they think of, in memory: each time takes a third of a second of a processor. */
export class RatingTurns {
  readonly #now: () => number;
  readonly #tallies = new Map<string, Tally>();
  #waiting = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** @returns what was rated, or how many milliseconds to wait before the next time */
  async take<Rated>(name: string, rate: () => Promise<Rated>): Promise<Rated | number> {
    const wait = this.#begin(name);
    if (wait > 0) return wait;
    this.#waiting += 1;
    try {
      return await rate();
    } finally {
      this.#waiting -= 1;
    }
  }

  #begin(name: string): number {
    if (this.#waiting >= apiLimits.ratingsWaitingMax) return apiLimits.ratingWaitMilliseconds;
    const now = this.#now();
    const tally = this.#tallies.get(name);
    const age = tally === undefined ? 0 : Math.abs(now - tally.sinceMilliseconds);
    if (tally === undefined || age >= apiLimits.ratingsMilliseconds) {
      this.#tallies.set(name, { sinceMilliseconds: now, count: 1 });
      return 0;
    }
    if (tally.count >= apiLimits.ratingsPerPersonMax) return apiLimits.ratingsMilliseconds - age;
    this.#tallies.set(name, { ...tally, count: tally.count + 1 });
    return 0;
  }
}
