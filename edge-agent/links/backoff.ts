import { limits } from '../../protocol/limits.js';

/**
 * The pause before the next attempt to connect: exponential with full jitter (rule L2; "Exponential Backoff And Jitter",
 * AWS Architecture Blog, 2015), so that many sites do not come back in step after the hub was away.
 * @param failures attempts that failed in a row, 1 after the first
 * @param random 0 ≤ random < 1
 * @returns milliseconds
 */
export function backoffMilliseconds(failures: number, random: number): number {
  const doublings = Math.min(Math.max(failures - 1, 0), 30);
  const ceiling = Math.min(limits.backoffMillisecondsMax, limits.backoffMillisecondsMin * 2 ** doublings);
  return Math.floor(random * ceiling);
}
