/**
 * Text as it is searched: lower case, no diacritics, apostrophes and hyphens as spaces, single spaces. `Ngo’o-Éyébé`
 * and `ngo o eyebe` are the same. Ligatures and the letters of Cameroonian languages are written plainly.
 */
export function foldText(text: string): string {
  // Plain words are most of what is searched for, and these steps leave them as they are.
  if (/^[a-z0-9 ]*$/i.test(text)) return text.toLowerCase().replace(/ {2,}/g, ' ').trim();
  return text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[œæßøđłŋɔɛəɓɗıʉɨ]/g, (letter) => plainLetters[letter] ?? letter)
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

const plainLetters: Readonly<Record<string, string>> = {
  œ: 'oe',
  æ: 'ae',
  ß: 'ss',
  ø: 'o',
  đ: 'd',
  ł: 'l',
  ŋ: 'n',
  ɔ: 'o',
  ɛ: 'e',
  ə: 'e',
  ɓ: 'b',
  ɗ: 'd',
  ı: 'i',
  ʉ: 'u',
  ɨ: 'i',
};
