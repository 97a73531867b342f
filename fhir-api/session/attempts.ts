import { doublingMilliseconds } from '../../protocol/doubling.js';
import { apiLimits } from '../limits.js';

interface Tally {
  readonly count: number;
  readonly lastMilliseconds: number;
  readonly blockedUntilMilliseconds: number;
}

/** How patient it is. */
export interface Patience {
  readonly perPersonMax: number;
  /** How long an attempt is held against somebody. */
  readonly forgottenMillisecondsMin: number;
}

const usual: Patience = {
  perPersonMax: apiLimits.attemptsPerPersonMax,
  forgottenMillisecondsMin: apiLimits.attemptsForgottenMillisecondsMin,
};

/**
 * Counts attempts to sign in, by person and address together and by address alone, in memory: guessing from one machine
 * is slowed down without locking the person out at another. An attempt counts when it begins, so that many at once are
 * not all let through; a right password takes it back.
 */
export class Attempts {
  readonly #now: () => number;
  readonly #patience: Patience;
  readonly #tallies = new Map<string, Tally>();

  constructor(now: () => number, patience: Partial<Patience> = {}) {
    this.#now = now;
    this.#patience = { ...usual, ...patience };
  }

  /** @returns milliseconds to wait before the next attempt; 0 when this one may go on, and is counted */
  begin(person: string, address: string): number {
    const now = this.#now();
    const keys = this.#keysOf(person, address);
    const waits = keys.map(({ key }) => (this.#current(key, now)?.blockedUntilMilliseconds ?? 0) - now);
    const wait = Math.max(...waits);
    if (wait > 0) return wait;
    for (const { key, countMax } of keys) this.#count(key, countMax, now);
    return 0;
  }

  /** The password was right. */
  succeed(person: string, address: string): void {
    const [personal, general] = this.#keysOf(person, address);
    if (personal !== undefined) this.#tallies.delete(personal.key);
    const tally = general === undefined ? undefined : this.#tallies.get(general.key);
    if (general === undefined || tally === undefined) return;
    this.#tallies.set(general.key, { ...tally, count: Math.max(0, tally.count - 1), blockedUntilMilliseconds: 0 });
  }

  #keysOf(person: string, address: string): readonly { readonly key: string; readonly countMax: number }[] {
    return [
      { key: `${address} ${person}`, countMax: this.#patience.perPersonMax },
      { key: address, countMax: apiLimits.attemptsPerAddressMax },
    ];
  }

  #current(key: string, now: number): Tally | undefined {
    const tally = this.#tallies.get(key);
    const isOld = tally !== undefined && now - tally.lastMilliseconds > this.#patience.forgottenMillisecondsMin;
    if (isOld) this.#tallies.delete(key);
    return isOld ? undefined : tally;
  }

  #count(key: string, countMax: number, now: number): void {
    const count = (this.#current(key, now)?.count ?? 0) + 1;
    const blockedUntilMilliseconds = count < countMax ? 0 : now + waitAfter(count - countMax);
    this.#tallies.delete(key);
    this.#tallies.set(key, { count, lastMilliseconds: now, blockedUntilMilliseconds });
    const [oldest] = this.#tallies.keys();
    if (this.#tallies.size > apiLimits.attemptsRememberedMax && oldest !== undefined) this.#tallies.delete(oldest);
  }
}

/** A minute, then twice as long with each further attempt. */
function waitAfter(further: number): number {
  const { lockoutMillisecondsMin: shortest, lockoutMillisecondsMax: longest } = apiLimits;
  return doublingMilliseconds({ shortest, longest }, further);
}
