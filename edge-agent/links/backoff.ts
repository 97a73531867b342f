import { type DoublingRange, doublingMilliseconds } from '../../protocol/doubling.js';
import { limits } from '../../protocol/limits.js';
import type { ProblemCode } from '../../protocol/problem.js';
import { mayTryAgain } from '../../protocol/problems.js';
import type { LinkCause } from './link-cause.js';

const laneRetryMillisecondsMin = 1_000;
/** A lane that was refused for good may have been so by a message that came late, or a hub that was mended since. */
const laneRetryPermanentMillisecondsMax = 10 * 60 * 1_000;

/** A link that gives no answer costs nothing to try, and whoever waits for it should not wait for us as well. */
const silentMillisecondsMax = 5_000;
/** Where an attempt costs nothing: a fleet must be whole again half a minute after its hub is. */
const freeMillisecondsMax = 15_000;
const silent: readonly LinkCause[] = ['link-down', 'blackhole', 'dns'];

/**
 * The pause before the next attempt to connect: exponential with full jitter (rule L2; "Exponential Backoff And Jitter",
 * AWS Architecture Blog, 2015), so that many sites do not come back in step after the hub was away.
 * @param failures attempts that failed in a row, 1 after the first
 * @param random 0 ≤ random < 1
 * @param cause why the last one failed
 * @param metered whether an attempt costs money
 * @returns milliseconds
 */
export function backoffMilliseconds(failures: number, random: number, cause: LinkCause, metered: boolean): number {
  const longest = longestMilliseconds(cause, metered);
  return Math.floor(random * doublingMilliseconds({ shortest: limits.backoffMillisecondsMin, longest }, failures - 1));
}

function longestMilliseconds(cause: LinkCause, metered: boolean): number {
  if (silent.includes(cause)) return silentMillisecondsMax;
  return cause === 'hub-down' && !metered ? freeMillisecondsMax : limits.backoffMillisecondsMax;
}

/**
 * The pause before a lane that was refused gets another chance: exponential, at least half of it waited, so that no
 * hello follows a refusal at once.
 * @param attempts stops in a row, 1 after the first
 * @param random 0 ≤ random < 1
 * @returns milliseconds
 */
export function laneRetryMilliseconds(attempts: number, code: ProblemCode, random: number): number {
  const longest = mayTryAgain(code) ? limits.backoffMillisecondsMax : laneRetryPermanentMillisecondsMax;
  return growingMilliseconds({ shortest: laneRetryMillisecondsMin, longest }, attempts, random);
}

/**
 * A pause that doubles each time, of which at least half is waited; spread, because many wait for one hub.
 * @param attempts that failed in a row, 1 after the first
 * @param random 0 ≤ random < 1
 * @returns milliseconds
 */
export function growingMilliseconds(range: DoublingRange, attempts: number, random: number): number {
  return Math.floor((doublingMilliseconds(range, attempts - 1) * (1 + random)) / 2);
}
