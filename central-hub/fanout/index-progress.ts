import type { Logger } from '../../config/running/logger.js';
import type { Indexed } from '../../journal/sync-store.js';

/** What ops sees of the search index: the age of the oldest change that it lacks, and how many it lacked last. */
export interface IndexState {
  readonly lagMilliseconds: number;
  readonly waitingChanges: number;
}

/** From so many changes behind on it is told how it goes on: more than a burst leaves in the lag that is allowed. */
const worthTellingChangesMin = 50_000;
const tellingMilliseconds = 10_000;

/** Tells in the log when the search index is built anew, how that goes on, and when it is complete. */
export class IndexProgress {
  readonly #logger: Logger;
  readonly #now: () => number;
  #toldAt: number | undefined;

  constructor(logger: Logger, now: () => number) {
    this.#logger = logger;
    this.#now = now;
  }

  note({ waitingChanges, madeAnew, skippedChanges }: Indexed): void {
    if (skippedChanges !== undefined) this.#logger.error({ skippedChanges }, 'changes could not be indexed');
    if (madeAnew) this.#logger.warn({ waitingChanges }, 'the search index is built anew from the journal');
    const now = this.#now();
    if (this.#toldAt === undefined) {
      if (madeAnew || waitingChanges >= worthTellingChangesMin) this.#toldAt = now;
    } else if (waitingChanges === 0) {
      this.#logger.info({}, 'the search index is complete');
      this.#toldAt = undefined;
    } else if (now - this.#toldAt >= tellingMilliseconds) {
      this.#logger.info({ waitingChanges }, 'the search index is being built');
      this.#toldAt = now;
    }
  }
}
