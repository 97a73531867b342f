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

/** An index that is late by less has its turns and will make it up. */
export const indexLateMillisecondsMin = 400;
/** So old is only what an index lacks that is built anew or was stopped; no intake has to wait for that. */
const rebuiltMillisecondsMin = 30_000;
const intakePauseMillisecondsMax = 500;
/** The lag tells late what came early: a stronger answer would overshoot, and leave the index idle after. */
const pausePerLag = 0.4;

/**
 * How long the intake waits before its next commit when the index is late: the later, the longer, so that a flood that
 * lasts is taken in as fast as it can be searched for, and the lag stays within the 2 s promised (rule J8).
 */
export function intakePauseMilliseconds(indexLagMilliseconds: number, urgent: boolean): number {
  if (urgent || indexLagMilliseconds >= rebuiltMillisecondsMin) return 0;
  const pause = (indexLagMilliseconds - indexLateMillisecondsMin) * pausePerLag;
  return Math.max(0, Math.min(intakePauseMillisecondsMax, pause));
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
