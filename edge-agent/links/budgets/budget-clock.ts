import type { Timers } from '../../../config/running/timers.js';
import type { BudgetTime } from './month-ledger.js';

/**
 * The time that months and days are counted by: the hub's, carried on by a steady clock; the box's own, and not sure,
 * before the hub has told it in this run. A wall clock that is set moves nothing.
 */
export class BudgetClock {
  readonly #wall: () => number;
  readonly #timers: Pick<Timers, 'elapsedMilliseconds'>;
  #hub: { readonly milliseconds: number; readonly at: number } | undefined;

  constructor(wall: () => number, timers: Pick<Timers, 'elapsedMilliseconds'>) {
    this.#wall = wall;
    this.#timers = timers;
  }

  follow(hubMilliseconds: number): void {
    this.#hub = { milliseconds: hubMilliseconds, at: this.#timers.elapsedMilliseconds() };
  }

  now(): BudgetTime {
    if (this.#hub === undefined) return { milliseconds: this.#wall(), isSure: false };
    const { milliseconds, at } = this.#hub;
    return { milliseconds: milliseconds + this.#timers.elapsedMilliseconds() - at, isSure: true };
  }
}
