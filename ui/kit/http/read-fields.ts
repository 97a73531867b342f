/** Reading of answers: what is missing or of another kind becomes the most careful value, never an exception. */
export type Fields = Readonly<Record<string, unknown>>;

export function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** '' where there is none. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** 0 where there is none. */
export function countOf(value: unknown): number {
  return numberOf(value) ?? 0;
}

/** A finite number that is not negative. */
export function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined;
}

/** Milliseconds since 1970, of a number or an ISO 8601 instant. */
export function timeOf(value: unknown): number | undefined {
  const time = typeof value === 'string' ? Date.parse(value) : value;
  return typeof time === 'number' && Number.isFinite(time) ? time : undefined;
}

/** The word of a closed list that a value is; `undefined` for any other. */
export function wordOf<Word extends string>(words: readonly Word[], value: unknown): Word | undefined {
  return words.find((word) => word === value);
}
