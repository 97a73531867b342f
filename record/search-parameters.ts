import { definedOf, definedOfEveryType, definedTypes } from './definitions/load-search.js';
import { ofUnknownTypes, ownParameters } from './search-table/own.js';
import type { SearchParameter } from './search-table/parameter.js';

export type { Half, PairPlace, ParameterKind, SearchParameter } from './search-table/parameter.js';

const maps = new Map<string, ReadonlyMap<string, SearchParameter>>();

/**
 * The search parameters of a resource type, by name: those of FHIR R4, as the build compiled them, and Carnet's own.
 * Types that FHIR R4 does not have get the usual ones (rule P2).
 */
export function searchParametersOf(type: string): ReadonlyMap<string, SearchParameter> {
  const known = maps.get(type);
  if (known !== undefined) return known;
  const defined = definedOf(type);
  const own = Object.hasOwn(ownParameters, type) ? ownParameters[type] : undefined;
  const parameters = [...definedOfEveryType(), ...(defined ?? ofUnknownTypes), ...(own ?? [])];
  const map = new Map(parameters.map((parameter) => [parameter.name, parameter]));
  // Only types of the specification are kept: names come from outside and must not fill the memory.
  if (defined !== undefined) maps.set(type, map);
  return map;
}

/** The types of FHIR R4, each with the parameters that it has. */
export function searchableTypes(): readonly string[] {
  return definedTypes();
}
