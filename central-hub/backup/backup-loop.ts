import { type BackupTimes, isBackupDue, isBackupStale } from '../../config/running/backup-due.js';
import type { Logger } from '../../config/running/logger.js';
import { LookLoop } from '../../config/running/look-loop.js';
import type { DoneBackup } from '../../journal/backup/backup-store.js';
import { Problem } from '../../protocol/problem.js';
import type { NodeBackups } from '../../provisioning/backup/node-backups.js';

export interface BackupLoopOptions {
  readonly backups: Pick<NodeBackups, 'take' | 'stop'>;
  readonly lastBackup: () => Promise<DoneBackup | undefined>;
  readonly everyMilliseconds: number;
  readonly logger: Logger;
  readonly now: () => number;
  /** The last backup has become too old; told once, and again after the next one has come and aged. */
  readonly onStale: (lastAtMilliseconds: number | undefined) => void;
  readonly onError: (error: unknown) => void;
}

const lookMilliseconds = 15_000;

/** Makes backups by the clock, and tells when there has been none for too long. */
export class BackupLoop {
  readonly #options: BackupLoopOptions;
  readonly #startedAt: number;
  readonly #loop: LookLoop;
  #failedAt: number | undefined;
  #stale = false;

  constructor(options: BackupLoopOptions) {
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
    const { now, onStale } = this.#options;
    const times = await this.#times();
    const stale = isBackupStale(times, now());
    if (stale && !this.#stale) onStale(times.lastAt);
    this.#stale = stale;
    if (isBackupDue(times, now())) await this.#take();
  }

  async #times(): Promise<BackupTimes> {
    const { lastBackup, everyMilliseconds } = this.#options;
    const lastAt = (await lastBackup())?.atMilliseconds;
    return { lastAt, failedAt: this.#failedAt, startedAt: this.#startedAt, everyMilliseconds };
  }

  async #take(): Promise<void> {
    const { backups, logger, now } = this.#options;
    try {
      const { file, bytes } = await backups.take();
      this.#failedAt = undefined;
      logger.info({ file, bytes }, 'backup done');
    } catch (error) {
      this.#failedAt = now();
      // What the journal's own disk says is for whoever decides whether the program may go on.
      if (!(error instanceof Problem)) throw error;
      logger.error({ code: error.code, detail: error.detail }, 'backup failed');
      if (error.code === 'disk-failed') throw error;
    }
  }
}
