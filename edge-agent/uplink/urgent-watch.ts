import { Calm } from '../../config/running/calm.js';
import { systemTimers, type Timers } from '../../config/running/timers.js';
import { type RoundResult, WakeLoop } from '../../config/running/wake-loop.js';
import type { RemoteStore } from '../../journal/remote-store.js';
import type { SyncStore } from '../../journal/sync-store.js';
import { type Lane, lane as lanes } from '../../protocol/lane.js';

export interface UrgentWatchOptions {
  readonly sync: SyncStore;
  readonly remote: Pick<RemoteStore, 'unanswered'>;
  readonly now: () => number;
  readonly timers?: Timers;
  /** Whether something urgent waits has changed. */
  readonly onWaits: (waits: boolean) => void;
  readonly onError: (error: unknown) => void;
}

/** How often at most the log is looked at, and how often without anything having happened. */
const lookMilliseconds = 100;
const idleMilliseconds = 5_000;
/** What the hub sends in urgent lanes has more behind it until it has been silent for so long. */
const comingMilliseconds = 5_000;

/**
 * Whether anything urgent waits for a link: changes of the lanes 0 and 1 that the hub has not receipted, questions of
 * people here that it has not answered, and what it is sending in these lanes. A link that sleeps wakes for it (rule L54).
 */
export class UrgentWatch {
  readonly #options: UrgentWatchOptions;
  readonly #timers: Timers;
  readonly #loop: WakeLoop;
  readonly #looks: Calm;
  #comingUntil = Number.NEGATIVE_INFINITY;
  #waits = false;
  #endLooks: (() => void) | undefined;

  constructor(options: UrgentWatchOptions) {
    this.#options = options;
    this.#timers = options.timers ?? systemTimers;
    this.#loop = new WakeLoop(() => this.#round(), options.onError, options.timers);
    this.#looks = new Calm(() => this.#loop.wake(), lookMilliseconds, options.timers);
  }

  start(): void {
    this.#endLooks = this.#timers.every(idleMilliseconds, () => this.#looks.ask());
    this.#looks.ask();
  }

  async stop(): Promise<void> {
    this.#endLooks?.();
    this.#looks.stop();
    await this.#loop.stop();
  }

  /** Something was written here, receipted, or asked. */
  wake(): void {
    this.#looks.ask();
  }

  /** A batch of the hub came. */
  noteComing(lane: Lane): void {
    if (lane > lanes.urgent) return;
    this.#comingUntil = this.#timers.elapsedMilliseconds() + comingMilliseconds;
    this.#looks.ask();
  }

  async #round(): Promise<RoundResult> {
    const waits = await this.#anythingWaits();
    if (waits !== this.#waits) {
      this.#waits = waits;
      this.#options.onWaits(waits);
    }
    return 'idle';
  }

  async #anythingWaits(): Promise<boolean> {
    if (this.#timers.elapsedMilliseconds() < this.#comingUntil) return true;
    const { sync, remote, now } = this.#options;
    const { site, epoch } = await sync.identity();
    const progress = await sync.acknowledged({ direction: 'up', site, epoch });
    if (progress.some(({ lane, pending }) => lane <= lanes.urgent && pending > 0)) return true;
    return (await remote.unanswered(now())).length > 0;
  }
}
