import { systemTimers, type Timers } from '../../config/running/timers.js';
import type { MergeStore } from '../../journal/merge-store.js';
import { BehindLoop } from '../fanout/behind-loop.js';
import type { Burst } from '../fanout/turn.js';

export interface MergeLoopOptions {
  readonly merges: MergeStore;
  readonly burst: Burst;
  readonly now: () => number;
  readonly timers?: Timers;
  readonly onError: (error: unknown) => void;
}

/** Resources merged in one transaction, so that the intake gets its turn. */
const resourcesMax = 32;
/** How long versions that contradict each other may wait for their turn during a burst. */
const lagMillisecondsMax = 250;
/** How soon resources that wait for an ancestor are looked at again. */
const waitingMilliseconds = 60_000;

/** Makes one version of those that did not know of each other, behind the commit (rule M12). */
export class MergeLoop {
  readonly #options: MergeLoopOptions;
  readonly #loop: BehindLoop;
  #forgetLook: (() => void) | undefined;

  constructor(options: MergeLoopOptions) {
    const { burst, now, timers, onError } = options;
    this.#options = options;
    this.#loop = new BehindLoop({
      ...{ burst, lagMillisecondsMax, now, ...(timers && { timers }), onError },
      work: () => this.#work(),
    });
  }

  wake(urgent = false): void {
    this.#loop.wake(urgent);
  }

  stop(): Promise<void> {
    this.#forgetLook?.();
    return this.#loop.stop();
  }

  async #work(): Promise<{ readonly more: boolean; readonly lagMilliseconds: number }> {
    const { merges, timers = systemTimers } = this.#options;
    const { more, waiting } = await merges.mergeHeads(resourcesMax);
    if (waiting > 0) {
      this.#forgetLook?.();
      this.#forgetLook = timers.after(waitingMilliseconds, () => this.wake());
    }
    return { more, lagMilliseconds: 0 };
  }
}
