import { Problem } from '../../protocol/problem.js';
import { schemaOf } from '../definitions/load.js';
import { asObject, asText, type Elements } from '../elements.js';
import { profileElementsMax } from '../limits.js';

/** One element of a StructureDefinition, with the id that its place gives it. */
export interface GivenElement {
  /** `Observation.component:systolic.code`. */
  readonly id: string;
  readonly content: Elements;
}

/** A StructureDefinition as far as a profile is made of it. */
export interface GivenDefinition {
  readonly url: string;
  readonly version: string | undefined;
  readonly name: string;
  readonly type: string;
  readonly isResource: boolean;
  readonly base: string;
  /** Of the snapshot where there is one, which is whole; else of the differential, which stands on its base. */
  readonly isWhole: boolean;
  readonly elements: readonly GivenElement[];
}

/**
 * Reads a StructureDefinition of a profile or extension.
 * @throws Problem `profile-unusable` with the element and the reason
 */
export function readDefinition(value: Elements): GivenDefinition {
  const url = asText(value['url']);
  if (url === undefined) throw unusable('StructureDefinition.url', 'is required');
  const type = asText(value['type']) ?? '';
  const kind = asText(value['kind']);
  const fhirVersion = asText(value['fhirVersion']) ?? '4.0.1';
  if (kind !== 'resource' && kind !== 'complex-type') throw unusable(url, 'is of no resource or datatype');
  if (value['derivation'] !== 'constraint') throw unusable(url, 'is a type of its own, not a profile (derivation)');
  if (!/^4\.0(\.|$)/.test(fhirVersion)) throw unusable(url, `is of FHIR ${fhirVersion}; this is 4.0`);
  if (schemaOf(type) === undefined) throw unusable(url, `is of a type that FHIR R4 does not have: ${type}`);
  const whole = listIn(value['snapshot']);
  const elements = whole.length > 0 ? whole : listIn(value['differential']);
  if (elements.length > profileElementsMax) throw unusable(url, `has more than ${profileElementsMax} elements`);
  return {
    ...{ url, version: asText(value['version']), name: asText(value['name']) ?? url, type },
    ...{ isResource: kind === 'resource', base: (asText(value['baseDefinition']) ?? '').split('|')[0] ?? '' },
    ...{ isWhole: whole.length > 0, elements: withIds(elements, type, url) },
  };
}

export function unusable(path: string, text: string): Problem {
  return new Problem('profile-unusable', `${path} ${text}`, [{ path, text }]);
}

function listIn(value: unknown): readonly Elements[] {
  const list = asObject(value)?.['element'];
  return Array.isArray(list) ? list.map((each) => asObject(each) ?? {}) : [];
}

/** What elements hang below follows from their order, as authors may leave out the ids (FHIR R4 §5.1.0.11). */
function withIds(elements: readonly Elements[], type: string, url: string): readonly GivenElement[] {
  const idOfPath = new Map<string, string>();
  return elements.map((content) => {
    const path = asText(content['path']);
    if (path === undefined) throw unusable(url, 'has an element without a path');
    if (path !== type && !path.startsWith(`${type}.`)) throw unusable(url, `has an element of another type: ${path}`);
    const end = path.lastIndexOf('.');
    const parent = nearestId(path.slice(0, Math.max(0, end)), idOfPath);
    const sliceName = asText(content['sliceName']);
    const last = `${path.slice(end + 1)}${sliceName === undefined ? '' : `:${sliceName}`}`;
    const id = asText(content['id']);
    const made = id !== undefined && pathOfId(id) === path ? id : parent === '' ? last : `${parent}.${last}`;
    idOfPath.set(path, made);
    return { id: made, content };
  });
}

/** An element between may be left out, and hangs where the one above it does. */
function nearestId(path: string, idOfPath: ReadonlyMap<string, string>): string {
  const known = idOfPath.get(path);
  const end = path.lastIndexOf('.');
  return known ?? (end < 0 ? path : `${nearestId(path.slice(0, end), idOfPath)}${path.slice(end)}`);
}

function pathOfId(id: string): string {
  return id
    .split('.')
    .map((segment) => segment.split(':')[0] ?? '')
    .join('.');
}
