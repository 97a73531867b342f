import type { Expected } from '../../record/parse.js';
import type { Call } from '../call.js';

/** What a write is checked by, beside what its address says. */
export type ParsingGround = Pick<Call, 'now' | 'profiles'>;

export function expectedOf({ now, profiles }: ParsingGround): Pick<Expected, 'nowMilliseconds' | 'profiles'> {
  return { nowMilliseconds: now(), profiles };
}
