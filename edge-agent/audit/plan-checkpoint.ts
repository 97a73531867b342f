import { doublingMilliseconds } from '../../protocol/doubling.js';

/** How often it is looked whether there is something to say. */
export const lookMilliseconds = 10_000;
/** From one checkpoint to the next; with a look, what is written is covered after a minute, or 15 (rule R5). */
export const checkpointPauseMilliseconds = {
  unmetered: 60_000 - lookMilliseconds,
  metered: 15 * 60_000 - lookMilliseconds,
} as const;
/** How long an answer is waited for, twice as long each time. */
const answerMilliseconds = { shortest: 30_000, longest: 10 * 60_000 };

/** What was said last. */
export interface SaidOf {
  /** Steady milliseconds. */
  readonly atMilliseconds: number;
  /** How often the same was said without an answer, this time included. */
  readonly times: number;
  /** Whether the hub has answered, and whether it was said over the session that is used now. */
  readonly isAnswered: boolean;
  readonly isOfSession: boolean;
}

export interface CheckpointGround {
  /** `undefined`: nothing yet in this run of the program, or under this epoch of the hub. */
  readonly said: SaidOf | undefined;
  readonly metered: boolean;
  /** There are entries that the hub does not know of, or a walk that it was not told of. */
  readonly isNew: boolean;
  /** A walk has found something. */
  readonly isPressing: boolean;
  readonly nowMilliseconds: number;
}

/** Whether to say now how far the audit is: once in each run and under each epoch of the hub, then with each change, at a pace (rule R5). */
export function planCheckpoint({ said, metered, isNew, isPressing, nowMilliseconds }: CheckpointGround) {
  if (said === undefined || isPressing) return 'say';
  const age = nowMilliseconds - said.atMilliseconds;
  if (!said.isAnswered) {
    const patience = doublingMilliseconds(answerMilliseconds, said.times - 1);
    return !said.isOfSession || age >= patience ? 'say' : 'wait';
  }
  const pause = metered ? checkpointPauseMilliseconds.metered : checkpointPauseMilliseconds.unmetered;
  return isNew && age >= pause ? 'say' : 'wait';
}
