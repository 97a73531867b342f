import { doublingMilliseconds } from '../../protocol/doubling.js';

/** How the last question to the hub ended; `asking` while its answer is awaited. */
export type ProofState = 'never' | 'asking' | 'proved' | 'different' | 'healing' | 'not-now';

export interface ProofFacts {
  readonly state: ProofState;
  /** Questions in a row that did not end in a proof. */
  readonly attempts: number;
  /** Milliseconds since 1970. */
  readonly provedAt: number | undefined;
}

const minute = 60_000;
const dayMilliseconds = 24 * 60 * minute;
/** A session that was just opened has other things to carry. */
const settleMilliseconds = minute;
/** An answer takes the hub some seconds, and its turn. */
const answerMilliseconds = 3 * minute;
const retryMilliseconds = { shortest: 10_000, longest: 60 * minute };

/**
 * How long until the hub is asked next: daily, at another minute each time so that not all sites ask at once; soon after
 * what was different has been sent; and ever more rarely while the hub has no time.
 * @param random 0 ≤ random < 1
 */
export function nextProofMilliseconds(facts: ProofFacts, now: number, random: number): number {
  const { state, attempts, provedAt } = facts;
  if (state === 'asking' || state === 'different') return answerMilliseconds;
  const backoff = doublingMilliseconds(retryMilliseconds, attempts - 1);
  if (state === 'healing' || state === 'not-now') return Math.floor(backoff * (1 + random / 2));
  const jitter = Math.floor(random * 30 * minute);
  // A clock that was set back must not put it off for more than a day.
  const since = provedAt === undefined ? dayMilliseconds : Math.abs(now - provedAt);
  return Math.max(settleMilliseconds, dayMilliseconds - since) + (provedAt === undefined ? 0 : jitter);
}
