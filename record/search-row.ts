/** One entry of the search index: what a search parameter finds in a resource (FHIR R4 §3.1.1). */
export type SearchRow =
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

export type SearchKind = SearchRow['kind'];
