import { systemTimers, type Timers } from '../../../config/running/timers.js';
import { type LearntLinks, type LearntStore, nothingLearnt } from './learnt-file.js';

export interface LearntKeeperOptions {
  readonly store: LearntStore;
  readonly timers?: Timers;
  readonly logger: Readonly<Record<'warn', (fields: object, text: string) => void>>;
}

/** It is learnt over days; a crash forgets as much of it. */
const saveMilliseconds = 10 * 60_000;

/** Keeps what was learnt of the links over a restart (rule L56). */
export class LearntKeeper {
  readonly #options: LearntKeeperOptions;
  #read: (() => LearntLinks) | undefined;
  #endSaves: (() => void) | undefined;

  constructor(options: LearntKeeperOptions) {
    this.#options = options;
  }

  /** What an earlier run has learnt; nothing where it cannot be read. */
  recall(): LearntLinks {
    const { store, logger } = this.#options;
    const learnt = store.read();
    if (learnt !== 'damaged') return learnt;
    logger.warn({}, 'what was learnt of the links cannot be read: it is learnt anew');
    return nothingLearnt;
  }

  /** @param read what is learnt by now */
  start(read: () => LearntLinks): void {
    const { timers = systemTimers } = this.#options;
    this.#read = read;
    this.#endSaves = timers.every(saveMilliseconds, () => this.#save());
  }

  stop(): void {
    this.#endSaves?.();
    this.#save();
  }

  #save(): void {
    const { store, logger } = this.#options;
    if (this.#read === undefined) return;
    try {
      store.write(this.#read());
    } catch (error) {
      logger.warn({ err: error }, 'what was learnt of the links was not saved');
    }
  }
}
