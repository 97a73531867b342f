import type { CardKey, OwnCardKey } from '../../record/card-keys/card-key.js';

const dayMilliseconds = 86_400_000;

/**
 * Whether a site signs with another key from now on (rule H7): it has none, its own is old, over, or of a day that is
 * still to come, because the clock was wrong when it was made.
 */
export function isCardKeyDue(
  newest: OwnCardKey | undefined,
  known: readonly CardKey[],
  nowMilliseconds: number,
  daysMax: number,
): boolean {
  if (newest === undefined) return true;
  const age = nowMilliseconds - newest.sinceMilliseconds;
  if (age >= daysMax * dayMilliseconds || age < -dayMilliseconds) return true;
  return known.some(({ kid, endedMilliseconds }) => kid === newest.kid && endedMilliseconds !== undefined);
}
