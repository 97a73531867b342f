import { type RoundResult, WakeLoop } from '../../config/running/wake-loop.js';
import type { FanoutStore } from '../../journal/sync-store.js';
import type { SiteCode } from '../../protocol/ids.js';

export interface FanoutLoopOptions {
  readonly fanout: FanoutStore;
  readonly partition: number;
  readonly changesMax: number;
  /** Feeds that grew: their downlinks have something to send. */
  readonly onGrown: (sites: readonly SiteCode[]) => void;
  readonly onError: (error: unknown) => void;
}

/** Files what was committed into the feeds of the sites, in the hub's order (rules F1, F3). */
export class FanoutLoop {
  readonly #options: FanoutLoopOptions;
  readonly #loop: WakeLoop;

  constructor(options: FanoutLoopOptions) {
    this.#options = options;
    this.#loop = new WakeLoop(() => this.#round(), options.onError);
  }

  wake(): void {
    this.#loop.wake();
  }

  stop(): Promise<void> {
    return this.#loop.stop();
  }

  async #round(): Promise<RoundResult> {
    const { fanout, partition, changesMax, onGrown } = this.#options;
    const { sites, more } = await fanout.fanOut(partition, changesMax);
    if (sites.length > 0) onGrown(sites);
    return more ? 'again' : 'idle';
  }
}
