import { type RoundResult, WakeLoop } from '../../config/running/wake-loop.js';
import type { FanoutStore } from '../../journal/sync-store.js';

export interface IndexLoopOptions {
  readonly fanout: FanoutStore;
  readonly changesMax: number;
  readonly onError: (error: unknown) => void;
}

/** Builds the hub's search rows behind the commit; how far behind is shown in `/metrics` and to ops. */
export class IndexLoop {
  readonly #options: IndexLoopOptions;
  readonly #loop: WakeLoop;
  #lagMilliseconds = 0;

  constructor(options: IndexLoopOptions) {
    this.#options = options;
    this.#loop = new WakeLoop(() => this.#round(), options.onError);
  }

  /** How old the oldest change is that cannot be searched for yet. */
  get lagMilliseconds(): number {
    return this.#lagMilliseconds;
  }

  wake(): void {
    this.#loop.wake();
  }

  stop(): Promise<void> {
    return this.#loop.stop();
  }

  async #round(): Promise<RoundResult> {
    const { more, lagMilliseconds } = await this.#options.fanout.index(this.#options.changesMax);
    this.#lagMilliseconds = lagMilliseconds;
    return more ? 'again' : 'idle';
  }
}
