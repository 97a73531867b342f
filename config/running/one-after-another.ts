/** Pieces of work of which each begins when those before it have ended. One that fails keeps nobody from the next one. */
export class OneAfterAnother {
  #last: Promise<unknown> = Promise.resolve();

  /** Resolves, or rejects, as the piece does; nobody but who asked hears of it. */
  run<T>(piece: () => Promise<T>): Promise<T> {
    const done = this.#last.then(() => piece());
    this.#last = done.catch(() => {});
    return done;
  }

  /** Resolves when all that was asked for until now has ended, also by failing. */
  async settled(): Promise<void> {
    await this.#last;
  }
}
