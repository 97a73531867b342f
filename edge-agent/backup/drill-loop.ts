import { isBackupDue } from '../../config/running/backup-due.js';
import type { Logger } from '../../config/running/logger.js';
import { LookLoop } from '../../config/running/look-loop.js';
import type { BackupStateFile } from '../../provisioning/backup/site/backup-state.js';
import type { SiteDrill } from '../../provisioning/backup/site/site-drill.js';

export interface DrillLoopOptions {
  readonly drill: Pick<SiteDrill, 'run' | 'stop'>;
  readonly state: BackupStateFile;
  /** 0: none by the clock. */
  readonly everyMilliseconds: number;
  readonly logger: Logger;
  readonly now: () => number;
  readonly onError: (error: unknown) => void;
}

const lookMilliseconds = 60_000;
/** What failed is tried again sooner than in a week: a stick may be back, a link up. */
const againMilliseconds = 24 * 60 * 60_000;

/** Drills the backups of a site by the clock (rule B13). */
export class DrillLoop {
  readonly #options: DrillLoopOptions;
  readonly #startedAt: number;
  readonly #loop: LookLoop;

  constructor(options: DrillLoopOptions) {
    this.#options = options;
    this.#startedAt = options.now();
    this.#loop = new LookLoop({
      ...{ everyMilliseconds: lookMilliseconds, look: () => this.#look(), end: () => options.drill.stop() },
      onError: options.onError,
    });
  }

  start(): void {
    this.#loop.start();
  }

  /** Ends what is under way; it leaves nothing. */
  stop(): Promise<void> {
    return this.#loop.stop();
  }

  /** Looks at the clock now. */
  look(): Promise<void> {
    return this.#loop.look();
  }

  async #look(): Promise<void> {
    const { drill, logger, now } = this.#options;
    if (this.#loop.isStopped || !this.#isDue(now())) return;
    for (const evidence of await drill.run()) {
      if (evidence.result === 'ok') logger.info({ evidence }, 'restore drill done');
      else logger.warn({ evidence }, 'restore drill failed');
    }
  }

  /** As soon as one place that has a backup is due. */
  #isDue(now: number): boolean {
    const { state, everyMilliseconds } = this.#options;
    const { places, drills } = state.read();
    return places
      .filter(({ madeAt }) => madeAt !== null)
      .some(({ place }) => {
        const last = drills.find((each) => each.place === place);
        const isGood = last === undefined || last.result === 'ok';
        const every = isGood ? everyMilliseconds : Math.min(everyMilliseconds, againMilliseconds);
        const times = { lastAt: last?.at, failedAt: undefined, startedAt: this.#startedAt, everyMilliseconds: every };
        return isBackupDue(times, now);
      });
  }
}
