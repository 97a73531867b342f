import { checkCharactersMod1271_36, crockfordAlphabet, normaliseTyped } from '../../protocol/check-characters.js';
import { Problem } from '../../protocol/problem.js';

/** 26 random characters (130 bits) and 2 check characters (ISO/IEC 7064 mod 1271-36), without hyphens. */
export type RecoveryCode = string & { readonly recoveryCode: true };

const randomCharacters = 26;
const groupCharacters = 4;
const canonicalPattern = /^[0-9A-HJKMNP-TV-Z]{28}$/;
/** Roughly one code in five needs another draw; so many in a row means that the randomness is broken. */
const drawsMax = 1000;

/** Draws a code; one whose check characters are not Crockford digits is drawn again, as with one-time codes. */
export function newRecoveryCode(randomBytes: (length: number) => Uint8Array): RecoveryCode {
  for (let draw = 0; draw < drawsMax; draw += 1) {
    const random = [...randomBytes(randomCharacters)].map((byte) => crockfordAlphabet[byte & 31] ?? '').join('');
    const text = `${random}${checkCharactersMod1271_36(random)}`;
    if (canonicalPattern.test(text)) return text as RecoveryCode;
  }
  throw new Problem('internal', 'no randomness');
}

/** As it is printed: seven groups of four. */
export function formatRecoveryCode(code: RecoveryCode): string {
  return (code.match(new RegExp(`.{${groupCharacters}}`, 'g')) ?? []).join('-');
}

/**
 * What a person typed; case, spaces, hyphens and O/0, I/1, L/1 are forgiven.
 * @throws Problem `recovery-code-malformed` for a typing error: each single wrong character and each swap of two
 * neighbours is found (rule K4)
 */
export function parseRecoveryCode(typed: string): RecoveryCode {
  const text = normaliseTyped(typed);
  const isSound =
    canonicalPattern.test(text) &&
    checkCharactersMod1271_36(text.slice(0, randomCharacters)) === text.slice(randomCharacters);
  if (!isSound) throw new Problem('recovery-code-malformed');
  return text as RecoveryCode;
}

/** The code that was typed, or `undefined` when it is none; then it may be a passphrase. */
export function recoveryCodeIn(typed: string): RecoveryCode | undefined {
  try {
    return parseRecoveryCode(typed);
  } catch {
    return undefined;
  }
}

/** Whether a person meant to type a code: what did not open may then be a typing error. */
export function looksLikeRecoveryCode(typed: string): boolean {
  return /^([0-9A-Z]{3,5}[\s-]+){4,}[0-9A-Z]{1,5}$/i.test(typed.trim()) && /\d/.test(typed);
}
