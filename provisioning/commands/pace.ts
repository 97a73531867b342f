/** How fast something long goes on, and how long the rest takes at that. */
export interface PaceShown {
  /** Of what is counted. */
  readonly perSecond: number;
  /** `null` while that cannot be said. */
  readonly secondsLeft: number | null;
}

/**
 * The rate of something long, reckoned from where it was first seen: what goes on after a cut does not begin at nothing,
 * and what was done before is no speed.
 */
export class Pace {
  #first: { readonly atMilliseconds: number; readonly done: number; readonly share: number } | undefined;

  /** @param share of the whole, 0 to 1 */
  note(done: number, share: number, nowMilliseconds: number): PaceShown {
    this.#first ??= { atMilliseconds: nowMilliseconds, done, share };
    const seconds = (nowMilliseconds - this.#first.atMilliseconds) / 1000;
    const gained = share - this.#first.share;
    if (share >= 1) return { perSecond: rateOf(done - this.#first.done, seconds), secondsLeft: 0 };
    if (seconds <= 0 || gained <= 0) return { perSecond: 0, secondsLeft: null };
    return {
      perSecond: rateOf(done - this.#first.done, seconds),
      secondsLeft: Math.round((seconds / gained) * (1 - share)),
    };
  }
}

function rateOf(done: number, seconds: number): number {
  return seconds <= 0 ? 0 : Math.round(done / seconds);
}
