import { isBackupDue } from '../../config/running/backup-due.js';
import type { Logger } from '../../config/running/logger.js';
import { OneAtATime } from '../../config/running/one-at-a-time.js';
import type { SiteBackups } from '../../provisioning/backup/site/site-backups.js';

export interface SiteBackupLoopOptions {
  readonly backups: Pick<SiteBackups, 'places' | 'state' | 'take' | 'stop'>;
  readonly everyMilliseconds: number;
  readonly logger: Logger;
  readonly now: () => number;
  /** A backup was made, or failed. */
  readonly onChanged: () => void;
  readonly onError: (error: unknown) => void;
}

const lookMilliseconds = 15_000;

/** Makes a site's backups by the clock, each place by its own: a stick that comes back gets one soon (rule B7). */
export class SiteBackupLoop {
  readonly #options: SiteBackupLoopOptions;
  readonly #startedAt: number;
  readonly #looks: OneAtATime;
  readonly #failedAt = new Map<string, number>();
  readonly #told = new Map<string, string>();
  #timer: NodeJS.Timeout | undefined;
  #isStopped = false;

  constructor(options: SiteBackupLoopOptions) {
    this.#options = options;
    this.#startedAt = options.now();
    this.#looks = new OneAtATime(() => this.#look(), options.onError);
  }

  start(): void {
    this.#timer = setInterval(() => this.look(), lookMilliseconds);
  }

  /** Ends what is under way; it leaves nothing half. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    clearInterval(this.#timer);
    await this.#options.backups.stop();
    await this.#looks.settled();
  }

  /** Looks at the clock now; at most one look at a time. */
  look(): Promise<void> {
    return this.#looks.run();
  }

  async #look(): Promise<void> {
    const { backups, everyMilliseconds, now } = this.#options;
    for (const place of backups.places) {
      const lastAt = backups.state.of(place).madeAt ?? undefined;
      const times = { lastAt, failedAt: this.#failedAt.get(place), startedAt: this.#startedAt, everyMilliseconds };
      if (!this.#isStopped && isBackupDue(times, now())) await this.#take(place);
    }
  }

  async #take(place: string): Promise<void> {
    const { backups, logger, now, onChanged } = this.#options;
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
    onChanged();
  }
}
