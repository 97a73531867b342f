import type { SiteCode } from '../../protocol/ids.js';
import { isBoxNumberSound } from './health-id.js';

/** A box number that a code of the site has carried. */
export interface GivenBoxNumber {
  readonly number: number;
  /** The hub's, when it was given. */
  readonly hubEpoch: number;
  /** Counts up: which one was given longest ago. */
  readonly given: number;
  /** A box has enrolled with that code. */
  readonly isSpent: boolean;
}

/** The first character of the serial says it. The first one is that of boxes from before there were numbers. */
export const boxNumberMax = 31;
/** A hub that was put back to an earlier state may have given so many since, of which it knows nothing. */
const forgottenNumbersMax = 3;

/**
 * The number for the next one-time code of a site: one that none of its codes has carried. When all have been, the one
 * given longest ago of those that no box has enrolled with comes again (of all, where each has its box).
 */
export function nextBoxNumber(site: SiteCode, hubEpoch: number, given: readonly GivenBoxNumber[]): number {
  const numbers = Array.from({ length: boxNumberMax }, (_, index) => index + 1);
  const sound = numbers.filter((number) => isBoxNumberSound(site, number));
  const newest = given.reduce((most, one) => (one.given > most.given ? one : most), {
    ...{ number: 0, hubEpoch, given: 0 },
  });
  const from = newest.number + (newest.hubEpoch === hubEpoch ? 0 : forgottenNumbersMax);
  const free = sound.filter((number) => given.every((one) => one.number !== number));
  const next = free.find((number) => number > from) ?? free[0];
  if (next !== undefined) return next;
  const again = given.some(({ isSpent }) => !isSpent) ? given.filter(({ isSpent }) => !isSpent) : given;
  return again.reduce((oldest, one) => (one.given < oldest.given ? one : oldest)).number;
}
