import { systemTimers, type Timers } from './timers.js';

/** What a round of a loop found: `again` at once, or `idle` until it is woken. */
export type RoundResult = 'again' | 'idle';

/** The pause after a round that threw, as on a full disk. */
const retryMilliseconds = 1_000;

/**
 * A loop that events only wake (principle 8): it runs one round at a time at its own pace, and however often it is woken
 * during a round, one more round follows. A round that throws is told, and tried again after a pause.
 */
export class WakeLoop {
  readonly #round: () => Promise<RoundResult>;
  readonly #onError: (error: unknown) => void;
  readonly #timers: Timers;
  #running: Promise<void> | undefined;
  #woken = false;
  #stopped = false;
  #forgetRetry: (() => void) | undefined;

  constructor(round: () => Promise<RoundResult>, onError: (error: unknown) => void, timers = systemTimers) {
    this.#round = round;
    this.#onError = onError;
    this.#timers = timers;
  }

  wake(): void {
    this.#woken = true;
    if (this.#running !== undefined || this.#stopped) return;
    // Begun a moment later, so that a round which wakes the loop at once finds it running.
    this.#running = Promise.resolve()
      .then(() => this.#run())
      .finally(() => {
        this.#running = undefined;
        // Woken between the last look and here: the event must not be lost.
        if (this.#woken) this.wake();
      });
  }

  /** Lets the round under way finish; no other follows. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#forgetRetry?.();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#woken && !this.#stopped) {
      this.#woken = false;
      try {
        if ((await this.#round()) === 'again') this.#woken = true;
      } catch (error) {
        this.#onError(error);
        this.#forgetRetry?.();
        if (!this.#stopped) this.#forgetRetry = this.#timers.after(retryMilliseconds, () => this.wake());
      }
      // Timers and sockets get their turn between two rounds, also when a round never really waited.
      await this.#timers.turn();
    }
  }
}
