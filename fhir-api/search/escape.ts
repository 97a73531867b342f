/**
 * Splits at a separator that is not escaped (FHIR R4 §3.1.1.4.1: `\,` `\|` `\$` `\\`); the escapes stay in the parts.
 */
export function splitEscaped(text: string, separator: ',' | '|' | '$'): readonly string[] {
  const parts: string[] = [];
  let part = '';
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index] ?? '';
    if (character === '\\' && index + 1 < text.length) {
      part += character + text[index + 1];
      index += 1;
    } else if (character === separator) {
      parts.push(part);
      part = '';
    } else {
      part += character;
    }
  }
  return [...parts, part];
}

/** Takes the escapes away; a backslash before any other character stays. */
export function unescapeValue(text: string): string {
  return text.replace(/\\([,|$\\])/g, '$1');
}
