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
  new URL('./r4.json', import.meta.url),
  new URL('../../dist/record/definitions/r4.json', import.meta.url),
];

let loaded: CompactDefinitions | undefined;
const loadedTypes = new Set<string>();

function definitions(): CompactDefinitions {
  if (loaded !== undefined) return loaded;
  const place = places.find((candidate) => existsSync(candidate));
  if (place === undefined) throw new Problem('internal', 'r4.json is missing: run `npm run build:programs`');
  loaded = JSON.parse(readFileSync(place, 'utf8')) as CompactDefinitions;
  for (const definition of loaded.datatypes) load(definition);
  return loaded;
}

/** The names of all resource types of FHIR R4. */
export function resourceTypes(): readonly string[] {
  return Object.keys(definitions().resources);
}

/** Whether FHIR R4 has a resource type of this name. */
export function isResourceTypeKnown(type: string): boolean {
  return Object.hasOwn(definitions().resources, type);
}

/** The schema of a resource type, a datatype or an inner type; each resource type is prepared at its first use. */
export function schemaOf(type: string): InternalTypeSchema | undefined {
  const { resources } = definitions();
  const definition = Object.hasOwn(resources, type) ? resources[type] : undefined;
  if (definition !== undefined && !loadedTypes.has(type)) {
    load(definition);
    loadedTypes.add(type);
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
