import { Problem } from './problem.js';

/** The digits of Crockford base 32: no I, L, O, U. */
export const crockfordAlphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

const alphabet36 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** What people type, made canonical: upper case, no spaces or hyphens, O→0, I and L→1 (Crockford's forgiving reading). */
export function normaliseTyped(text: string): string {
  return text.toUpperCase().replace(/[\s-]/g, '').replaceAll('O', '0').replace(/[IL]/g, '1');
}

/**
 * One check character over `0-9 A-Z`, ISO/IEC 7064 hybrid system mod 37,36: finds every single substitution, and the
 * transposition of two neighbours for all but one of the 630 pairs of characters (which pair depends on what precedes).
 * @throws Problem `identifier-malformed` when `text` is not of `0-9 A-Z`
 */
export function checkCharacterMod37_36(text: string): string {
  let product = 36;
  for (const character of text) {
    product = (product + digitValue(character)) % 36 || 36;
    product = (product * 2) % 37;
  }
  return alphabet36[(37 - product) % 36] ?? '';
}

/**
 * Two check characters over `0-9 A-Z`, ISO/IEC 7064 pure system mod 1271-36: finds every single substitution and
 * every transposition of two neighbours.
 * @throws Problem `identifier-malformed` when `text` is not of `0-9 A-Z`
 */
export function checkCharactersMod1271_36(text: string): string {
  let remainder = 0;
  for (const character of text) remainder = ((remainder + digitValue(character)) * 36) % 1271;
  remainder = (remainder * 36) % 1271;
  const check = (1272 - remainder) % 1271;
  return `${alphabet36[Math.floor(check / 36)] ?? ''}${alphabet36[check % 36] ?? ''}`;
}

function digitValue(character: string): number {
  const value = alphabet36.indexOf(character);
  if (value < 0) throw new Problem('identifier-malformed', 'not of 0-9 A-Z');
  return value;
}
