/** Runs `act` soon after it was asked for, and at most once in a pause, however often it is asked for. */
export class Calm {
  readonly #act: () => void;
  readonly #pauseMilliseconds: number;
  #timer: NodeJS.Timeout | undefined;
  #lastMilliseconds = Number.NEGATIVE_INFINITY;
  #stopped = false;

  constructor(act: () => void, pauseMilliseconds: number) {
    this.#act = act;
    this.#pauseMilliseconds = pauseMilliseconds;
  }

  ask(): void {
    if (this.#timer !== undefined || this.#stopped) return;
    const wait = Math.max(0, this.#lastMilliseconds + this.#pauseMilliseconds - performance.now());
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#lastMilliseconds = performance.now();
      this.#act();
    }, wait);
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
