import { asObject, asText, type Elements, isObject } from '../elements.js';
import { readReference } from '../reference.js';
import type { FhirObject } from '../resource.js';
import { type Item, itemOf } from './item.js';

/** What references lead to within one resource: to what is contained, and to entries of a Bundle. */
export class ReferenceTargets {
  readonly #root: FhirObject;
  #entries: ReadonlyMap<string, Item> | undefined;

  constructor(root: FhirObject) {
    this.#root = root;
  }

  /** `undefined` where it is not in the resource, or nothing refers (FHIR R4 §2.3.0.1, §2.36.4.1). */
  of({ value, path, home }: Item): Item | undefined {
    const text = referenceIn(value);
    if (text === undefined) return undefined;
    if (text === '#') return itemOf(home.resource, home.type, path, home.fullUrl);
    if (text.startsWith('#')) {
      const contained = containedIn(home.resource, text.slice(1));
      const type = asText(contained?.['resourceType']);
      return contained && type ? { value: contained, companion: undefined, type, path, home } : undefined;
    }
    const base = readReference(text)?.form === 'relative' ? baseOf(home.fullUrl) : '';
    return base === undefined ? undefined : this.#bundled().get(base + text);
  }

  #bundled(): ReadonlyMap<string, Item> {
    this.#entries ??= new Map(entriesOf(this.#root));
    return this.#entries;
  }
}

/** The type that a reference says that it leads to; `undefined` where it says none. */
export function typeReferred({ value }: Item): string | undefined {
  const own = isObject(value) ? asText(value['type']) : undefined;
  const text = referenceIn(value);
  const target = text === undefined ? undefined : readReference(text);
  return target?.form === 'relative' || target?.form === 'absolute' ? target.type : own;
}

function referenceIn(value: unknown): string | undefined {
  return isObject(value) ? asText(value['reference']) : asText(value);
}

function containedIn(resource: Elements, id: string): Elements | undefined {
  const contained = resource['contained'];
  return Array.isArray(contained)
    ? contained.map((each) => asObject(each)).find((each) => each !== undefined && each['id'] === id)
    : undefined;
}

function entriesOf({ resourceType, entry }: FhirObject): readonly (readonly [string, Item])[] {
  if (resourceType !== 'Bundle' || !Array.isArray(entry)) return [];
  return entry.flatMap((each: unknown, at) => {
    const fullUrl = asText(asObject(each)?.['fullUrl']);
    const resource = asObject(asObject(each)?.['resource']);
    const type = asText(resource?.['resourceType']);
    if (fullUrl === undefined || resource === undefined || type === undefined) return [];
    return [[fullUrl, itemOf(resource, type, `Bundle.entry[${at}].resource`, fullUrl)] as const];
  });
}

/** What a relative reference is read from: the service base of a RESTful address. */
function baseOf(fullUrl: string | undefined): string | undefined {
  return /^(https?:\/\/.+\/)[A-Z]\w+\/[A-Za-z0-9.-]{1,64}$/.exec(fullUrl ?? '')?.[1];
}
