/** Reads a number as people type it, with a decimal comma or point and spaces between thousands; `undefined` when it is none. */
export function readNumber(text: string): number | undefined {
  const plain = text.replace(/[\s\u00a0\u202f]/g, '').replace(',', '.');
  return /^-?\d{1,9}(\.\d{1,6})?$/.test(plain) ? Number(plain) : undefined;
}

/** How many digits follow the decimal sign. */
export function decimalsOf(text: string): number {
  return /[.,](\d+)\s*$/.exec(text)?.[1]?.length ?? 0;
}

/** A number as people read it, with the decimal sign of their language. */
export function writeNumber(value: number, language: 'fr' | 'en'): string {
  const text = String(value);
  return language === 'fr' ? text.replace('.', ',') : text;
}
