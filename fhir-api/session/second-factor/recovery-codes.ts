import { crockfordAlphabet, normaliseTyped } from '../../../protocol/check-characters.js';

const codesMade = 10;
const codeCharacters = 16;

/** New recovery codes: 80 random bits each, in characters that cannot be confused on paper, e.g. `K7QD-2M8X-0ZVA-91TP`. */
export function newRecoveryCodes(randomBytes: (count: number) => Uint8Array): readonly string[] {
  return Array.from({ length: codesMade }, () => {
    const characters = [...randomBytes(codeCharacters)].map((byte) => crockfordAlphabet[byte & 31] ?? '').join('');
    return (characters.match(/.{4}/g) ?? []).join('-');
  });
}

/** A recovery code as it is hashed; `undefined` when what was typed cannot be one. */
export function recoveryCodeIn(typed: string): string | undefined {
  const code = normaliseTyped(typed);
  return code.length === codeCharacters && [...code].every((one) => crockfordAlphabet.includes(one)) ? code : undefined;
}
