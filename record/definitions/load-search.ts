import { existsSync, readFileSync } from 'node:fs';
import { Problem } from '../../protocol/problem.js';
import type { SearchParameter } from '../search-table/parameter.js';
import { type CompactParameter, type CompactParameters, definitionBase } from './search/compact.js';

/** Beside this file in the built programs; in the built folder when the sources run directly, as in `load.ts`. */
const places = [
  new URL('./r4-search-parameters.json', import.meta.url),
  new URL('../../dist/record/definitions/r4-search-parameters.json', import.meta.url),
];

let loaded: CompactParameters | undefined;

function parameters(): CompactParameters {
  if (loaded !== undefined) return loaded;
  const place = places.find((candidate) => existsSync(candidate));
  if (place === undefined)
    throw new Problem('internal', 'r4-search-parameters.json is missing: run `npm run build:programs`');
  loaded = JSON.parse(readFileSync(place, 'utf8')) as CompactParameters;
  return loaded;
}

/** The search parameters that FHIR R4 gives every type. */
export function definedOfEveryType(): readonly SearchParameter[] {
  return readParameters(parameters().ofEveryType);
}

/** The search parameters that FHIR R4 gives a type; `undefined` when it has no such type. */
export function definedOf(type: string): readonly SearchParameter[] | undefined {
  const { types } = parameters();
  const text = Object.hasOwn(types, type) ? types[type] : undefined;
  return text === undefined ? undefined : readParameters(text);
}

/** The names of the types that have search parameters of their own. */
export function definedTypes(): readonly string[] {
  return Object.keys(parameters().types);
}

/**
 * FHIR R4's definition of the patient compartment (CompartmentDefinition `patient`): by type, the reference parameters
 * of which one that points at a patient puts a resource into their compartment.
 */
export function patientCompartment(): Readonly<Record<string, readonly string[]>> {
  return parameters().patientCompartment;
}

function readParameters(text: string): readonly SearchParameter[] {
  const list = JSON.parse(text) as readonly CompactParameter[];
  return list.map((parameter) => ({ ...parameter, definition: definitionBase + parameter.definition }));
}
