import { checkCharactersMod1271_36, crockfordAlphabet, normaliseTyped } from '../../protocol/check-characters.js';
import { parseSiteCode, type SiteCode } from '../../protocol/ids.js';
import { Problem } from '../../protocol/problem.js';

/** Site code (3), box number (1), random characters (12, 60 bits), check characters (2); canonical: upper case, no hyphens. */
export interface OneTimeCode {
  readonly site: SiteCode;
  /** Of the box that joins with it, among those of its site (rule E30); 0 to 31. */
  readonly boxNumber: number;
  /** All 18 characters. */
  readonly text: string;
}

const randomCharacters = 12;
const canonicalPattern = /^[0-9A-HJKMNP-TV-Z]{18}$/;
/** Roughly one code in five needs another draw; so many in a row means that the randomness is broken. */
const drawsMax = 1000;

/**
 * Draws a new code. Check characters may be any of `0-9 A-Z` (ISO/IEC 7064 mod 1271,36); a code whose check characters
 * are not Crockford digits is drawn again, else reading O as 0 and I as 1 would spoil it.
 */
export function newOneTimeCode(
  site: SiteCode,
  boxNumber: number,
  randomBytes: (length: number) => Uint8Array,
): OneTimeCode {
  const named = `${site}${crockfordAlphabet[boxNumber] ?? ''}`;
  for (let draw = 0; draw < drawsMax; draw += 1) {
    const random = [...randomBytes(randomCharacters)].map((byte) => crockfordAlphabet[byte & 31] ?? '').join('');
    const text = `${named}${random}${checkCharactersMod1271_36(`${named}${random}`)}`;
    if (canonicalPattern.test(text)) return { site, boxNumber, text };
  }
  throw new Problem('internal', 'no randomness');
}

/** As it stands on paper: `7KD-XXXXX-XXXXX-XXXCC`. */
export function formatOneTimeCode(code: OneTimeCode): string {
  const { text } = code;
  return [text.slice(0, 3), text.slice(3, 8), text.slice(8, 13), text.slice(13)].join('-');
}

/**
 * Reads what a person typed; case, spaces, hyphens and O/0, I/1, L/1 are forgiven.
 * @throws Problem `invite-malformed` for a typing error: each single wrong character and each swap of two neighbours is
 * found (rule E6)
 */
export function parseOneTimeCode(typed: string): OneTimeCode {
  const text = normaliseTyped(typed);
  const sound = canonicalPattern.test(text) && checkCharactersMod1271_36(text.slice(0, 16)) === text.slice(16);
  if (!sound) throw new Problem('invite-malformed');
  return { site: parseSiteCode(text.slice(0, 3)), boxNumber: crockfordAlphabet.indexOf(text.charAt(3)), text };
}
