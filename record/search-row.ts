/** What one value of a search parameter compares by. */
export type PlainSearchRow =
  | { readonly kind: 'token'; readonly parameter: string; readonly system: string; readonly code: string }
  /** `value` is folded: lower case, no diacritics, single spaces; `exact` is as written. */
  | { readonly kind: 'string'; readonly parameter: string; readonly value: string; readonly exact: string }
  | { readonly kind: 'reference'; readonly parameter: string; readonly type: string; readonly id: string }
  /** The interval that a date covers, milliseconds since 1970, `end` exclusive. */
  | { readonly kind: 'date'; readonly parameter: string; readonly start: number; readonly end: number }
  | {
      readonly kind: 'quantity';
      readonly parameter: string;
      readonly value: number;
      readonly system: string;
      readonly code: string;
    };

/** Both halves of a composite that stand in one element: a token, and what the other half compares by. */
export interface PairSearchRow {
  readonly kind: 'pair';
  readonly parameter: string;
  readonly system: string;
  readonly code: string;
  /** Its parameter is that of the pair. */
  readonly other: PlainSearchRow;
}

/** One entry of the search index: what a search parameter finds in a resource (FHIR R4 §3.1.1). */
export type SearchRow = PlainSearchRow | PairSearchRow;

export type SearchKind = PlainSearchRow['kind'];
export type RowKind = SearchRow['kind'];

/**
 * The table that a parameter of each kind has its rows in: a uri is a code without a system, a number a quantity without
 * a unit, as far as comparing goes. A place is three numbers, the first of which leads to it (`search-places.ts`).
 */
export const rowKindOf = {
  token: 'token',
  uri: 'token',
  string: 'string',
  reference: 'reference',
  date: 'date',
  quantity: 'quantity',
  number: 'quantity',
  special: 'quantity',
  composite: 'pair',
} as const;

/**
 * The name that rows beside those of a parameter have: `subject:identifier`, `identifier:of-type`. `phonetic:sound` stands in the
 * place of rows that programs before it made of `phonetic` by words.
 */
export function besideName(parameter: string, what: 'identifier' | 'of-type' | 'sound'): string {
  return `${parameter}:${what}`;
}
