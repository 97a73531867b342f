import type { SearchParameter } from '../../search-table/parameter.js';

/** A search parameter as it stands in the built file: of its definition only the last part of the URL. */
export type CompactParameter = Omit<SearchParameter, 'definition'> & { readonly definition: string };

/** What the build writes as `r4-search-parameters.json`: FHIR R4's search parameters by type, each as the JSON text of a list. */
export interface CompactParameters {
  /** Those of every type. */
  readonly ofEveryType: string;
  readonly types: Readonly<Record<string, string>>;
  /** The patient compartment: by type, the reference parameters that put a resource into it. */
  readonly patientCompartment: Readonly<Record<string, readonly string[]>>;
}

export const definitionBase = 'http://hl7.org/fhir/SearchParameter/';
