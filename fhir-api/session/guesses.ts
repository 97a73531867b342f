import { apiLimits } from '../limits.js';

/** From where a password was tried: from where its person usually signs in, or from elsewhere. */
export type GuessPlace = 'usual' | 'other';

/** Whether a password may be tried now. */
export interface Guess {
  /** How long to wait; 0 where it may, and is counted. */
  readonly waitMilliseconds: number;
  /** Of an account that has had all it may, for the first time within the hour: how many wrong ones there were. */
  readonly told?: number;
}

interface Tally {
  /** When passwords were tried that were not right, milliseconds since 1970; the earliest first. */
  readonly times: readonly number[];
  readonly toldMilliseconds: number;
}

const none: Tally = { times: [], toldMilliseconds: Number.NEGATIVE_INFINITY };

/**
 * How often a password is tried for one account within any hour, from all addresses together, in memory: a hundred times at
 * most (rule N29; OWASP ASVS 4.0.3, 2.2.1). One half is for where its person usually signs in, so that whoever guesses from
 * elsewhere cannot keep them from their work.
 */
export class Guesses {
  readonly #now: () => number;
  readonly #tallies = new Map<string, Tally>();

  constructor(now: () => number) {
    this.#now = now;
  }

  begin(name: string, place: GuessPlace): Guess {
    const now = this.#now();
    const key = `${place} ${name}`;
    const { times, toldMilliseconds } = this.#tallies.get(key) ?? none;
    const recent = times.filter((time) => now - time < apiLimits.guessesMilliseconds && time <= now);
    const first = recent[recent.length - apiLimits.guessesPerPlaceMax];
    if (first === undefined) {
      this.#keep(key, { times: [...recent, now], toldMilliseconds });
      return { waitMilliseconds: 0 };
    }
    const waitMilliseconds = first + apiLimits.guessesMilliseconds - now;
    const isTold = Math.abs(now - toldMilliseconds) < apiLimits.guessesMilliseconds;
    if (isTold) return { waitMilliseconds };
    this.#keep(key, { times: recent, toldMilliseconds: now });
    return { waitMilliseconds, told: recent.length };
  }

  /** The password was right: it was no guess. */
  takeBack(name: string, place: GuessPlace): void {
    const key = `${place} ${name}`;
    const tally = this.#tallies.get(key);
    if (tally !== undefined) this.#tallies.set(key, { ...tally, times: tally.times.slice(0, -1) });
  }

  #keep(key: string, tally: Tally): void {
    this.#tallies.delete(key);
    this.#tallies.set(key, tally);
    const [oldest] = this.#tallies.keys();
    if (this.#tallies.size > apiLimits.attemptsRememberedMax && oldest !== undefined) this.#tallies.delete(oldest);
  }
}
