import { isResourceTypeKnown, schemaOf } from '../definitions/load.js';
import { keysOf } from '../validation/schema-keys.js';
import { type CodesOf, type DraftNode, layElement, newDraft } from './draft-node.js';
import { type GivenDefinition, type GivenElement, unusable } from './given-definition.js';
import { NodeMaker } from './make-node.js';
import type { Profile } from './profile-node.js';

/** What a profile is made from. */
export interface Surroundings {
  /** Other definitions that were given, by canonical URL without version. */
  readonly definitionOf: (url: string) => GivenDefinition | undefined;
  readonly codesOf: CodesOf;
}

const core = 'http://hl7.org/fhir/StructureDefinition/';

/** The canonical URL of what FHIR R4 itself says of a type. */
export function coreProfile(type: string): string {
  return `${core}${type}`;
}

/** The type that FHIR R4 itself defines under a canonical URL. */
export function coreTypeOf(url: string): string | undefined {
  const name = url.startsWith(core) ? url.slice(core.length) : undefined;
  return name !== undefined &&
    /^\w+$/.test(name) &&
    (isResourceTypeKnown(name) || schemaOf(name) !== undefined || abstract.has(name))
    ? name
    : undefined;
}

const abstract: ReadonlySet<string> = new Set(['Resource', 'DomainResource', 'Element', 'BackboneElement']);

/**
 * Makes of a definition what resources are checked by. A snapshot stands by itself; a differential is laid over the profiles
 * that it stands on, down to the type of FHIR R4, which every resource is checked against anyway.
 * @throws Problem `profile-unusable` with the element and the reason
 */
export function compileProfile(definition: GivenDefinition, surroundings: Surroundings): Profile {
  const { url, version, name, type, isResource } = definition;
  const elements = definition.isWhole ? definition.elements : elementsDown(definition, surroundings);
  const root = newDraft(type, type);
  for (const element of elements) layElement(root, element);
  requireElements(root, type, url);
  const unchecked: string[] = [];
  const maker = new NodeMaker(url, surroundings.codesOf, unchecked);
  return { url, version, name, type, isResource, root: maker.make(root, type), unchecked };
}

/** The elements of all that a differential stands on, the lowest first. */
function elementsDown(definition: GivenDefinition, { definitionOf }: Surroundings): readonly GivenElement[] {
  const chain = [definition];
  for (let below = definition; !below.isWhole && coreTypeOf(below.base) === undefined; ) {
    const next = definitionOf(below.base);
    if (next === undefined)
      throw unusable(definition.url, `has no snapshot, and ${below.base || 'its base'} is not here`);
    if (chain.includes(next)) throw unusable(definition.url, 'stands on itself (baseDefinition)');
    if (next.type !== definition.type)
      throw unusable(definition.url, `is of ${definition.type}, its base of ${next.type}`);
    chain.unshift(next);
    below = next;
  }
  return chain.flatMap(({ elements }) => elements);
}

/** That every element is one of its type, as far as types say. @throws Problem `profile-unusable` */
function requireElements(node: DraftNode, type: string, url: string): void {
  const schema = schemaOf(type);
  if (schema === undefined) return;
  for (const [name, child] of node.children) {
    const keys = [...keysOf(schema)].filter(([key, { elementName }]) => key === name || elementName === name);
    if (keys.length === 0) throw unusable(child.id, `is no element of ${type}, in ${url}`);
    const types = new Set(keys.map(([, place]) => place.type));
    const [only] = types.size === 1 ? types : [];
    for (const each of [child, ...child.slices.values()]) if (only !== undefined) requireElements(each, only, url);
  }
}
