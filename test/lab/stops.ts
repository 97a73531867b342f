type Stop = () => unknown;

/** What has to be undone in the end, the last thing first; an interrupted run undoes it as well. */
export class Stops {
  readonly #parts = new Set<StopList>();

  open(): StopList {
    const list = new StopList((done) => this.#parts.delete(done));
    this.#parts.add(list);
    return list;
  }

  async runAll(): Promise<void> {
    await Promise.all([...this.#parts].map((part) => part.run()));
  }
}

export class StopList {
  readonly #stops: Stop[] = [];
  readonly #onDone: (list: StopList) => void;
  #running: Promise<void> | undefined;

  constructor(onDone: (list: StopList) => void) {
    this.#onDone = onDone;
  }

  add(stop: Stop): void {
    this.#stops.unshift(stop);
  }

  /** Whoever asks waits for the same end. */
  run(): Promise<void> {
    this.#running ??= this.#runAll();
    return this.#running;
  }

  async #runAll(): Promise<void> {
    for (let stop = this.#stops.shift(); stop !== undefined; stop = this.#stops.shift()) {
      // One that fails must not keep the others from being undone.
      await Promise.resolve(stop()).catch((error) => process.stderr.write(`${String(error)}\n`));
    }
    this.#onDone(this);
  }
}
