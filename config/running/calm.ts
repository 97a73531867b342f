import { systemTimers } from './timers.js';

/** Runs `act` soon after it was asked for, and at most once in a pause, however often it is asked for. */
export class Calm {
  readonly #act: () => void;
  readonly #pauseMilliseconds: number;
  readonly #timers;
  #forget: (() => void) | undefined;
  #lastMilliseconds = Number.NEGATIVE_INFINITY;
  #stopped = false;

  constructor(act: () => void, pauseMilliseconds: number, timers = systemTimers) {
    this.#act = act;
    this.#pauseMilliseconds = pauseMilliseconds;
    this.#timers = timers;
  }

  ask(): void {
    if (this.#forget !== undefined || this.#stopped) return;
    const timers = this.#timers;
    const wait = Math.max(0, this.#lastMilliseconds + this.#pauseMilliseconds - timers.elapsedMilliseconds());
    this.#forget = timers.after(wait, () => {
      this.#forget = undefined;
      this.#lastMilliseconds = timers.elapsedMilliseconds();
      this.#act();
    });
  }

  stop(): void {
    this.#stopped = true;
    this.#forget?.();
    this.#forget = undefined;
  }
}
