/**
 * How values of a search parameter compare (FHIR R4 §3.1.1.4); `id` and `lastUpdated` are answered without rows. `special` is
 * `Location.near` alone.
 */
export type ParameterKind =
  | 'token'
  | 'string'
  | 'reference'
  | 'date'
  | 'quantity'
  | 'number'
  | 'uri'
  | 'special'
  | 'composite'
  | 'id'
  | 'lastUpdated';

/** A search parameter as data (FHIR R4 §3.1.1): what it is called, how it compares, and where it looks. */
export interface SearchParameter {
  readonly name: string;
  readonly kind: ParameterKind;
  /** The canonical URL of its definition; Carnet's own have none. */
  readonly definition?: string;
  /** Ways through elements, from the resource on, as `search-path.ts` reads them. */
  readonly paths: readonly string[];
  /** The resource types that a reference may point at, where the definition limits them. */
  readonly targets?: readonly string[];
  /** Only references to this type count, and those of which the type is not known: `patient` among the subjects. */
  readonly only?: string;
  /** The value is whether there is one, unless it is `false`: `deceased`. */
  readonly presence?: true;
  /** It has no rows of its own: it finds whatever these parameters of the same type find, where `only` does not narrow it. */
  readonly unionOf?: readonly string[];
  /** Of a composite: whose values stand on either side of the `$`. */
  readonly halves?: readonly [Half, Half];
  /** Of a composite: the elements within which both halves must be. */
  readonly pairs?: readonly PairPlace[];
}

/** One side of a composite: the parameter of the same type whose values it takes. */
export interface Half {
  readonly name: string;
  readonly kind: Exclude<ParameterKind, 'composite' | 'special' | 'id' | 'lastUpdated'>;
}

export interface PairPlace {
  /** From the resource on; '' is the resource itself. */
  readonly path: string;
  /** From there on. */
  readonly halves: readonly [readonly string[], readonly string[]];
}
