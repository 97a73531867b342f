import { apiLimits } from '../limits.js';
import { HookTask, type HookTaskOptions } from './hook-task.js';

/** Serves all subscriptions of a node, each by a task of its own: they are few, and one message of each is in memory at most. */
export class HookRunner {
  readonly #options: HookTaskOptions;
  readonly #tasks = new Map<string, HookTask>();
  #stopped = false;
  #waking: NodeJS.Timeout | undefined;
  #looking: NodeJS.Timeout | undefined;

  constructor(options: HookTaskOptions) {
    this.#options = options;
  }

  /** Takes up what the last run of the program left. */
  async start(): Promise<void> {
    this.#looking = setInterval(() => void this.#look(), apiLimits.hookIdleMilliseconds).unref();
    await this.#look();
  }

  /** Something was committed; what else is within a moment is looked at together with it. */
  wake(): void {
    if (this.#stopped) return;
    this.#waking ??= setTimeout(() => {
      this.#waking = undefined;
      for (const task of this.#tasks.values()) task.wake();
    }, apiLimits.hookWakeMilliseconds).unref();
  }

  /** A subscription was written or removed. */
  changed(id: string): void {
    const task = this.#tasks.get(id);
    if (task === undefined) this.#begin(id);
    else task.renew();
  }

  /** Resolves when no attempt is under way. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#waking);
    clearInterval(this.#looking);
    await Promise.all([...this.#tasks.values()].map((task) => task.stop()));
  }

  async #look(): Promise<void> {
    const { store, onError } = this.#options;
    try {
      await store.forget();
      for (const id of await store.atWork()) if (!this.#tasks.has(id)) this.#begin(id);
    } catch (error) {
      onError(error);
    }
  }

  #begin(id: string): void {
    if (this.#stopped) return;
    const task = new HookTask(id, this.#options);
    this.#tasks.set(id, task);
    void task.start().then(() => {
      if (this.#tasks.get(id) === task) this.#tasks.delete(id);
      // Written between its last look and here.
      if (task.isRenewed) this.#begin(id);
    });
  }
}
