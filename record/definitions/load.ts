import { existsSync, readFileSync } from 'node:fs';
import { type InternalTypeSchema, loadDataType, tryGetDataType } from '@medplum/core';
import type { StructureDefinition } from '@medplum/fhirtypes';
import { Problem } from '../../protocol/problem.js';
import type { CompactDefinition, CompactDefinitions, ValueSetCodes } from './compact.js';

/**
 * Beside this file in the built programs; in the built folder when the sources run directly. Reading this constant of
 * the program, once, at the first validation, is the only I/O of `record/`.
 */
const places = [
  new URL('./r4-definitions.json', import.meta.url),
  new URL('../../dist/record/definitions/r4-definitions.json', import.meta.url),
];

/** What stays in memory of the file: the datatypes, which every record needs, have gone into schemas. */
interface Definitions {
  readonly types: ReadonlySet<string>;
  /** Of the resource types that nobody has used yet. */
  readonly texts: Map<string, string>;
  readonly valueSets: CompactDefinitions['valueSets'];
}

let loaded: Definitions | undefined;

function definitions(): Definitions {
  if (loaded !== undefined) return loaded;
  const place = places.find((candidate) => existsSync(candidate));
  if (place === undefined)
    throw new Problem('internal', 'r4-definitions.json is missing: run `npm run build:programs`');
  const { datatypes, resources, valueSets } = JSON.parse(readFileSync(place, 'utf8')) as CompactDefinitions;
  for (const definition of datatypes) load(definition);
  loaded = { types: new Set(Object.keys(resources)), texts: new Map(Object.entries(resources)), valueSets };
  return loaded;
}

/** The names of all resource types of FHIR R4. */
export function resourceTypes(): readonly string[] {
  return [...definitions().types];
}

/** Whether FHIR R4 has a resource type of this name. */
export function isResourceTypeKnown(type: string): boolean {
  return definitions().types.has(type);
}

/** The schema of a resource type, a datatype or an inner type; each resource type is prepared at its first use. */
export function schemaOf(type: string): InternalTypeSchema | undefined {
  const { texts } = definitions();
  const text = texts.get(type);
  if (text !== undefined) {
    load(JSON.parse(text) as CompactDefinition);
    texts.delete(type);
  }
  return tryGetDataType(type);
}

/** The codes that a required binding allows, by system; `undefined` when they cannot be enumerated. */
export function codesOf(valueSet: string): ValueSetCodes | undefined {
  const { valueSets } = definitions();
  const url = valueSet.split('|')[0] ?? '';
  return Object.hasOwn(valueSets, url) ? valueSets[url] : undefined;
}

function load(definition: CompactDefinition): void {
  loadDataType(definition as unknown as StructureDefinition);
}
