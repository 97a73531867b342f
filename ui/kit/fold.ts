/** Lower case without diacritics, so that a list finds `Éwondo` by `ew`. */
export function foldForList(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '')
    .toLowerCase();
}
