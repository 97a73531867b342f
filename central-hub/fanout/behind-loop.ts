import { systemTimers, type Timers } from '../../config/running/timers.js';
import { type RoundResult, WakeLoop } from '../../config/running/wake-loop.js';
import { type Burst, pauseMilliseconds } from './turn.js';

export interface BehindLoopOptions {
  readonly burst: Burst;
  readonly lagMillisecondsMax: number;
  readonly now: () => number;
  readonly timers?: Timers;
  /** One piece of the work: whether more waits, and how old the oldest of it is. */
  readonly work: () => Promise<{ readonly more: boolean; readonly lagMilliseconds: number }>;
  readonly onError: (error: unknown) => void;
}

/** Pieces that follow each other at once when the work is late; the intake gets its turn after them. */
const lateRoundsMax = 8;

/** Does work behind the commit, in turns with the intake as {@link pauseMilliseconds} says. */
export class BehindLoop {
  readonly #options: BehindLoopOptions;
  readonly #loop: WakeLoop;
  /** Since when the oldest change waits; `undefined` while nothing does. */
  #behindSince: number | undefined;
  /** The same of what the piece under way is about; it may take long, in a thread of its own. */
  #workingSince: number | undefined;
  #urgent = false;
  #forgetLook: (() => void) | undefined;

  constructor(options: BehindLoopOptions) {
    this.#options = options;
    this.#loop = new WakeLoop(() => this.#round(), options.onError, options.timers);
  }

  /** How long the oldest change has waited. */
  get lagMilliseconds(): number {
    const since = this.#workingSince ?? this.#behindSince;
    return since === undefined ? 0 : Math.max(0, this.#options.now() - since);
  }

  /** There is something to do. */
  wake(urgent = false): void {
    this.#behindSince ??= this.#options.now();
    this.#urgent ||= urgent;
    this.#loop.wake();
  }

  stop(): Promise<void> {
    this.#forgetLook?.();
    return this.#loop.stop();
  }

  async #round(): Promise<RoundResult> {
    this.#forgetLook?.();
    const pause = this.#pause();
    if (pause > 0) {
      const { timers = systemTimers } = this.#options;
      this.#forgetLook = timers.after(pause, () => this.#loop.wake());
      return 'idle';
    }
    const { work, now, lagMillisecondsMax } = this.#options;
    for (let round = 1; ; round += 1) {
      // What is committed during the work wakes the loop anew.
      this.#workingSince = this.#behindSince;
      this.#behindSince = undefined;
      const { more, lagMilliseconds } = await this.#watch(work);
      if (!more) this.#urgent = false;
      else this.#behindSince = now() - lagMilliseconds;
      if (!more) return 'idle';
      if (lagMilliseconds < lagMillisecondsMax || round === lateRoundsMax) return 'again';
    }
  }

  /** Work that failed leaves what it was about as late as it was. */
  async #watch<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      this.#behindSince = this.#workingSince ?? this.#behindSince;
      throw error;
    } finally {
      this.#workingSince = undefined;
    }
  }

  #pause(): number {
    const { burst, lagMillisecondsMax } = this.#options;
    const turn = { burstChanges: burst.changes, lagMilliseconds: this.lagMilliseconds, lagMillisecondsMax };
    return pauseMilliseconds({ ...turn, urgent: this.#urgent });
  }
}
