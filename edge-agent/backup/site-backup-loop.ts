import { isBackupDue } from '../../config/running/backup-due.js';
import type { Logger } from '../../config/running/logger.js';
import { LookLoop } from '../../config/running/look-loop.js';
import type { SiteBackups } from '../../provisioning/backup/site/site-backups.js';

export interface SiteBackupLoopOptions {
  readonly backups: Pick<SiteBackups, 'places' | 'state' | 'take' | 'stop'>;
  readonly everyMilliseconds: number;
  readonly logger: Logger;
  readonly now: () => number;
  readonly onError: (error: unknown) => void;
}

const lookMilliseconds = 15_000;

/** Makes a site's backups by the clock, each place by its own: a stick that comes back gets one soon (rule B7). */
export class SiteBackupLoop {
  readonly #options: SiteBackupLoopOptions;
  readonly #startedAt: number;
  readonly #loop: LookLoop;
  readonly #failedAt = new Map<string, number>();
  readonly #told = new Map<string, string>();

  constructor(options: SiteBackupLoopOptions) {
    this.#options = options;
    this.#startedAt = options.now();
    this.#loop = new LookLoop({
      ...{ everyMilliseconds: lookMilliseconds, look: () => this.#look(), end: () => options.backups.stop() },
      onError: options.onError,
    });
  }

  start(): void {
    this.#loop.start();
  }

  /** Ends what is under way; it leaves nothing half. */
  stop(): Promise<void> {
    return this.#loop.stop();
  }

  /** Looks at the clock now. */
  look(): Promise<void> {
    return this.#loop.look();
  }

  async #look(): Promise<void> {
    const { backups, everyMilliseconds, now } = this.#options;
    for (const place of backups.places) {
      const lastAt = backups.state.of(place).madeAt ?? undefined;
      const times = { lastAt, failedAt: this.#failedAt.get(place), startedAt: this.#startedAt, everyMilliseconds };
      if (!this.#loop.isStopped && isBackupDue(times, now())) await this.#take(place);
    }
  }

  async #take(place: string): Promise<void> {
    const { backups, logger, now } = this.#options;
    const { problem, bytes } = await backups.take(place);
    if (problem === undefined) {
      this.#failedAt.delete(place);
      logger.info({ place, bytes }, 'backup done');
    } else {
      this.#failedAt.set(place, now());
      // A stick that is away is tried every few minutes: once is enough in the log.
      if (this.#told.get(place) !== problem.code) logger.warn({ place, ...problem }, 'backup failed');
    }
    this.#told.set(place, problem?.code ?? '');
  }
}
