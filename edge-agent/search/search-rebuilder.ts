import type { Logger } from '../../config/running/logger.js';
import { OneAfterAnother } from '../../config/running/one-after-another.js';
import type { OrderedStop } from '../../config/running/ordered-stop.js';
import { systemTimers, type Timers } from '../../config/running/timers.js';
import type { SearchRebuildStore } from '../../journal/search-rebuild/search-rebuild-store.js';

export interface SearchRebuilderOptions {
  readonly store: SearchRebuildStore;
  readonly logger: Pick<Logger, 'info'>;
  readonly timers?: Timers;
  readonly onError: (error: unknown) => void;
}

/** Versions of one round: a few milliseconds of the thread that also answers the ward. */
const roundVersionsMax = 25;
/** A round is followed by a pause of so many times its own length, at least this long, so that the ward goes first. */
const pauseTimes = 3;
const pauseMillisecondsMin = 20;
/** What was written since is looked at again after a crash. */
const keepMilliseconds = 10_000;
/** More than a site writes between two keepings, in an import too; they take about a second. */
const caughtUpVersionsMax = 5_000;

/**
 * Makes search rows that another version of the program wrote again, behind the work of the site (rule J20); the few that
 * a power cut leaves in doubt before it.
 */
export class SearchRebuilder {
  readonly #options: SearchRebuilderOptions;
  readonly #timers: Timers;
  #endPause: (() => void) | undefined;
  #endKeeping: (() => void) | undefined;
  readonly #working = new OneAfterAnother();
  #stopped = false;

  constructor(options: SearchRebuilderOptions) {
    this.#options = options;
    this.#timers = options.timers ?? systemTimers;
  }

  /** Before anybody is served: after a crash a search finds all at once, and does not say that something may be missing. */
  async catchUp(): Promise<void> {
    const { store, logger } = this.#options;
    const waiting = store.waitingVersions;
    if (waiting === 0) return;
    const isBehind = waiting > caughtUpVersionsMax;
    logger.info({ waitingVersions: waiting, behind: isBehind }, 'search rows are made again');
    if (!isBehind) this.#next(async () => void (await store.round(caughtUpVersionsMax)));
    await this.#working.settled();
  }

  start(stop: Pick<OrderedStop, 'add'>): void {
    const { store } = this.#options;
    this.#endKeeping = this.#timers.every(keepMilliseconds, () => this.#next(() => store.keep()));
    stop.add('search rows', () => this.stop());
    this.#go();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#endPause?.();
    this.#endKeeping?.();
    await this.#working.settled();
  }

  #go(): void {
    this.#next(async () => {
      const { store } = this.#options;
      const began = this.#timers.elapsedMilliseconds();
      if ((await store.round(roundVersionsMax)) === 0) return store.keep();
      const pause = (this.#timers.elapsedMilliseconds() - began) * pauseTimes;
      this.#endPause = this.#timers.after(Math.max(pauseMillisecondsMin, pause), () => this.#go());
    });
  }

  /** One thing after the other, none after the stop; what fails is tried again at the next keeping or start. */
  #next(work: () => Promise<void>): void {
    this.#working.run(async () => (this.#stopped ? undefined : work())).catch(this.#options.onError);
  }
}
