/**
 * When the work behind the commit takes its turn. While batches pour in, applying them goes first, for a site waits for
 * each receipt; but nothing behind the commit may fall behind without bound (design: search rows ≤ 2 s).
 */
export interface Turn {
  /** Changes that came lately, see {@link Burst}. */
  readonly burstChanges: number;
  /** How long the oldest change waits for this work. */
  readonly lagMilliseconds: number;
  readonly lagMillisecondsMax: number;
  /** Something that must not wait is among what waits: a change of an urgent lane. */
  readonly urgent: boolean;
}

/** From so many changes lately on it is a burst: more than all desks of a region write on a usual day. */
export const burstChangesMin = 128;

/** How long to leave the processor to the intake; 0 when it is this work's turn. */
export function pauseMilliseconds(turn: Turn): number {
  const { burstChanges, lagMilliseconds, lagMillisecondsMax, urgent } = turn;
  if (urgent || burstChanges < burstChangesMin) return 0;
  return Math.max(0, Math.min(lookMilliseconds, lagMillisecondsMax - lagMilliseconds));
}

/** How soon to look again whether the burst is over. */
const lookMilliseconds = 25;
/** What came longer ago than this hardly counts. */
const memoryMilliseconds = 50;

/** Counts what came lately: each change weighs less the longer ago it came, a third after the memory's length. */
export class Burst {
  readonly #now: () => number;
  #changes = 0;
  #atMilliseconds = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  note(changes: number): void {
    this.#changes = this.changes + changes;
    this.#atMilliseconds = this.#now();
  }

  get changes(): number {
    // A clock that goes back must not make the past weigh more.
    const since = Math.max(0, this.#now() - this.#atMilliseconds);
    return this.#changes * Math.exp(-since / memoryMilliseconds);
  }
}
