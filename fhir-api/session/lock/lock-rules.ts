import type { SessionMarks } from '../../../journal/people-store.js';
import { apiLimits } from '../../limits.js';

/** What opens a locked session: the PIN or the password, the password, or all that the person has. */
export type Wanted = 'pin' | 'password' | 'password-and-code';

/** A clock that was set back must not hold a session open: a use that lies far ahead counts like one long ago. */
export function isLocked(
  { usedMilliseconds }: Pick<SessionMarks, 'usedMilliseconds'>,
  nowMilliseconds: number,
  idleMillisecondsMax: number,
): boolean {
  return Math.abs(nowMilliseconds - usedMilliseconds) >= idleMillisecondsMax;
}

/** Whether somebody proved so lately who they are that it need not be asked again (rule N17). */
export function isRecent(
  { provedMilliseconds }: Pick<SessionMarks, 'provedMilliseconds'>,
  nowMilliseconds: number,
): boolean {
  return Math.abs(nowMilliseconds - provedMilliseconds) < apiLimits.proofRecentMillisecondsMax;
}

/** @param pin what the person has chosen, `undefined` where nothing */
export function wantedOf({ pinMisses }: Pick<SessionMarks, 'pinMisses'>, pin: { misses: number } | undefined): Wanted {
  const misses = Math.max(pinMisses, pin?.misses ?? 0);
  if (misses >= apiLimits.pinMissesMax) return 'password-and-code';
  return pin === undefined ? 'password' : 'pin';
}
