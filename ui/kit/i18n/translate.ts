/** The words of one language, by key. `{name}` in a text is replaced by the parameter of that name. */
export type Dictionary = Readonly<Record<string, string>>;

export type Parameters = Readonly<Record<string, string | number>>;

/** A text with its parameters filled in; a parameter that is not given stays visible as `{name}`. */
export function fill(text: string, parameters: Parameters = {}): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = parameters[name];
    return value === undefined ? whole : String(value);
  });
}

/** French counts 0 and 1 as one, English only 1 (Unicode CLDR plural rules). */
export function isOne(language: 'fr' | 'en', count: number): boolean {
  return language === 'fr' ? Math.abs(count) < 2 : count === 1;
}
