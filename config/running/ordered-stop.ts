/** How a stop went: the parts that failed or took longer than allowed, by name. */
export interface StopReport {
  readonly failed: readonly string[];
}

/**
 * Undoes what `start` did, in reverse order. Each part gets a bounded time: one that hangs must not keep the database
 * from being closed.
 */
export class OrderedStop {
  readonly #millisecondsMax: number;
  readonly #parts: { readonly name: string; readonly stop: () => void | Promise<void> }[] = [];
  #stopping: Promise<StopReport> | undefined;

  constructor(millisecondsMax: number) {
    this.#millisecondsMax = millisecondsMax;
  }

  /** Registers how to undo what was just started. */
  add(name: string, stop: () => void | Promise<void>): void {
    this.#parts.push({ name, stop });
  }

  /** Stops everything once; later calls get the same answer. */
  stop(): Promise<StopReport> {
    this.#stopping ??= this.#stopAll();
    return this.#stopping;
  }

  async #stopAll(): Promise<StopReport> {
    const failed: string[] = [];
    for (const part of this.#parts.toReversed()) {
      if (!(await this.#stopOne(part.stop))) failed.push(part.name);
    }
    return { failed };
  }

  async #stopOne(stop: () => void | Promise<void>): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<boolean>((resolve) => {
      timer = setTimeout(() => resolve(false), this.#millisecondsMax);
    });
    const done = (async () => stop())().then(
      () => true,
      () => false,
    );
    const stopped = await Promise.race([done, late]);
    clearTimeout(timer);
    return stopped;
  }
}
