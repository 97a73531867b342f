import type { Logger } from '../../config/running/logger.js';
import { OneAtATime } from '../../config/running/one-at-a-time.js';
import type { OrderedStop } from '../../config/running/ordered-stop.js';
import { systemTimers, type Timers } from '../../config/running/timers.js';
import { journalLimits } from '../../journal/limits.js';
import type { RetentionStore } from '../../journal/retention/retention-store.js';
import { sweptKinds } from '../../record/privacy/retention.js';
import type { NodeClock } from '../clock/node-clock.js';

export interface RetentionSweeperOptions {
  readonly store: Pick<RetentionStore, 'sweep'>;
  /** What is not surely over stays: a clock that says 2106 deletes nothing (rule T20). */
  readonly clock: Pick<NodeClock, 'floorMilliseconds'>;
  readonly timers?: Timers;
  readonly logger: Pick<Logger, 'info'>;
  readonly onError: (error: unknown) => void;
}

/** By then the program serves. */
const firstMilliseconds = 5_000;
const dayMilliseconds = 24 * 60 * 60_000;
/** Between two transactions, so that the ward goes first. */
const restMilliseconds = 50;

/** Deletes once a day what is over, a little at a time (rule R45). */
export class RetentionSweeper {
  readonly #options: RetentionSweeperOptions;
  readonly #timers: Timers;
  readonly #sweeps: OneAtATime;
  #endWait: (() => void) | undefined;
  #endDays: (() => void) | undefined;
  #stopped = false;

  constructor(options: RetentionSweeperOptions) {
    this.#options = options;
    this.#timers = options.timers ?? systemTimers;
    this.#sweeps = new OneAtATime(() => this.#sweep(), options.onError);
  }

  start(stop: Pick<OrderedStop, 'add'>): void {
    this.#endWait = this.#timers.after(firstMilliseconds, () => void this.sweep());
    this.#endDays = this.#timers.every(dayMilliseconds, () => void this.sweep());
    stop.add('retention', () => this.stop());
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#endWait?.();
    this.#endDays?.();
    await this.#sweeps.settled();
  }

  /** Sweeps now; at most one sweep at a time. */
  sweep(): Promise<void> {
    return this.#sweeps.run();
  }

  async #sweep(): Promise<void> {
    const { store, clock, logger } = this.#options;
    for (const kind of sweptKinds) {
      let rows = 0;
      for (let gone: number = journalLimits.sweptRowsMax; gone === journalLimits.sweptRowsMax && !this.#stopped; ) {
        gone = await store.sweep(kind, clock.floorMilliseconds);
        rows += gone;
        if (gone > 0) await this.#rest();
      }
      if (rows > 0) logger.info({ kind, rows }, 'what was over was deleted');
    }
  }

  #rest(): Promise<void> {
    return new Promise((resolve) => void this.#timers.after(restMilliseconds, resolve));
  }
}
