import { performance } from 'node:perf_hooks';
import type { ExportJobStore } from '../../journal/exports/export-job-store.js';
import { apiLimits } from '../limits.js';

export interface ExportRunnerOptions {
  readonly jobs: ExportJobStore;
  /** Hears why a part could not be made; it is tried again. */
  readonly onError: (error: unknown) => void;
}

/**
 * Goes on with the exports that are at work, part by part, from where the last run of the program left them. After each part
 * it rests as long as that took: the ward's requests have half of the time to themselves, and steps within a part let them in.
 */
export class ExportRunner {
  readonly #options: ExportRunnerOptions;
  #stopped = false;
  #woken = false;
  #rest: (() => void) | undefined;
  #running: Promise<void> = Promise.resolve();

  constructor(options: ExportRunnerOptions) {
    this.#options = options;
  }

  start(): void {
    this.#running = this.#run();
  }

  /** There is something to do. */
  wake(): void {
    this.#woken = true;
    this.#rest?.();
  }

  /** Resolves when the part under way is made. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.wake();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      const start = performance.now();
      this.#woken = false;
      const outcome = await this.#advance();
      if (this.#stopped) return;
      if (outcome === 'worked') await this.#pause(Math.max(1, performance.now() - start));
      else if (outcome === 'failed') await this.#pause(apiLimits.exportRetryMilliseconds);
      else if (!this.#woken) await this.#pause(apiLimits.exportIdleMilliseconds);
    }
  }

  async #advance(): Promise<'worked' | 'idle' | 'failed'> {
    const { jobs, onError } = this.#options;
    try {
      if (await jobs.advance()) return 'worked';
      await jobs.forget();
      return 'idle';
    } catch (error) {
      onError(error);
      return 'failed';
    }
  }

  #pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds).unref();
      this.#rest = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
