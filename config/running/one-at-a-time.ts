/** Work of which one piece at most is under way. A piece that fails is told, and keeps nobody from beginning the next one. */
export class OneAtATime {
  readonly #work: () => Promise<void>;
  readonly #onError: (error: unknown) => void;
  #underWay: Promise<void> | undefined;

  constructor(work: () => Promise<void>, onError: (error: unknown) => void) {
    this.#work = work;
    this.#onError = onError;
  }

  /** Begins a piece, unless one is under way; resolves when it has ended, also by failing. */
  run(): Promise<void> {
    this.#underWay ??= this.#work()
      .catch(this.#onError)
      .finally(() => {
        this.#underWay = undefined;
      });
    return this.#underWay;
  }

  /** Resolves when nothing is under way. */
  async settled(): Promise<void> {
    await this.#underWay;
  }
}
