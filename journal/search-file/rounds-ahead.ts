import type { IndexRound, SearchBuilder } from './search-builder.js';

/** What a thread builds with. */
export type RoundBuilder = Pick<SearchBuilder, 'round' | 'waiting'>;

/** So many changes are worth a round of their own, which costs a transaction. */
export const aheadChangesMin = 1_000;

type Did = Pick<IndexRound, 'madeAnew' | 'skippedChanges'>;

/**
 * Goes on by itself while much waits: whoever asks for rounds may be busy with a commit when one ends, and a flood would
 * find the index idle each time. What was done meanwhile is told with the answer to the next request.
 */
export class RoundsAhead {
  readonly #builder: RoundBuilder;
  readonly #later: (act: () => void) => void;
  #did: Did | undefined;
  #failure: { readonly error: unknown } | undefined;
  #isGoingOn = false;

  /** @param later calls once after what came in the meantime was heard */
  constructor(builder: RoundBuilder, later: (act: () => void) => void) {
    this.#builder = builder;
    this.#later = later;
  }

  /**
   * A round, or what the index did since the last one was asked for.
   * @throws what a round throws, also one of those that nobody asked for
   */
  round(changesMax: number, nowMilliseconds: number): IndexRound {
    const failure = this.#failure;
    this.#failure = undefined;
    if (failure !== undefined) throw failure.error;
    const did = this.#did;
    this.#did = undefined;
    const round =
      did === undefined
        ? this.#builder.round(changesMax, nowMilliseconds)
        : { ...this.#builder.waiting(nowMilliseconds), ...did };
    this.#goOn(changesMax, nowMilliseconds, round.waitingChanges);
    return round;
  }

  #goOn(changesMax: number, nowMilliseconds: number, waitingChanges: number): void {
    if (waitingChanges < aheadChangesMin || this.#isGoingOn) return;
    this.#isGoingOn = true;
    this.#later(() => {
      this.#isGoingOn = false;
      try {
        const round = this.#builder.round(changesMax, nowMilliseconds);
        this.#note(round);
        this.#goOn(changesMax, nowMilliseconds, round.waitingChanges);
      } catch (error) {
        this.#failure = { error };
      }
    });
  }

  #note({ madeAnew, skippedChanges = 0 }: IndexRound): void {
    const skipped = (this.#did?.skippedChanges ?? 0) + skippedChanges;
    this.#did = { madeAnew: madeAnew || this.#did?.madeAnew === true, ...(skipped > 0 && { skippedChanges: skipped }) };
  }
}
