/** The time within which asks are counted. */
const windowMilliseconds = 60_000;
/** Askers that are remembered; the one that asked longest ago is forgotten first. */
const askersMax = 10_000;

interface Tally {
  readonly count: number;
  readonly sinceMilliseconds: number;
}

/** Counts what each asker asks in a minute, in memory. */
export class AskLimiter {
  readonly #asksMax: number;
  readonly #now: () => number;
  readonly #tallies = new Map<string, Tally>();

  constructor(asksMax: number, now: () => number) {
    this.#asksMax = asksMax;
    this.#now = now;
  }

  /** Counts one more; `false` when it is one too many. */
  take(asker: string): boolean {
    const now = this.#now();
    const known = this.#tallies.get(asker);
    const age = known === undefined ? windowMilliseconds : now - known.sinceMilliseconds;
    // A clock that went back begins anew: nobody waits for the time before it.
    const isOld = known === undefined || age >= windowMilliseconds || age < 0;
    const tally = isOld ? { count: 1, sinceMilliseconds: now } : { ...known, count: known.count + 1 };
    this.#tallies.delete(asker);
    this.#tallies.set(asker, tally);
    const [oldest] = this.#tallies.keys();
    if (this.#tallies.size > askersMax && oldest !== undefined) this.#tallies.delete(oldest);
    return tally.count <= this.#asksMax;
  }
}
