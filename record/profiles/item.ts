import { isResourceTypeKnown, schemaOf } from '../definitions/load.js';
import { asText, type Elements, isObject } from '../elements.js';
import { isPrimitive } from '../validation/primitives.js';
import { type KeySchema, keysOf } from '../validation/schema-keys.js';
import type { DiscriminatorStep } from './profile-node.js';

/** A value of a resource with what is known of it. */
export interface Item {
  /** `undefined` for a primitive that has only extensions. */
  readonly value: unknown;
  /** What stands in `_name` beside a primitive. */
  readonly companion: unknown;
  /** The type by FHIR R4: `Quantity`, `ObservationComponent`; of a resource inside of another its own. */
  readonly type: string;
  readonly path: string;
  readonly home: Home;
}

/** Where references of a value are read from: the resource that it stands in, of a contained one what contains it. */
export interface Home {
  readonly resource: Elements;
  readonly type: string;
  /** Its address, of an entry of a Bundle. */
  readonly fullUrl: string | undefined;
}

/** A resource by itself. */
export function itemOf(value: Elements, type: string, path: string, fullUrl?: string): Item {
  return { value, companion: undefined, type, path, home: { resource: value, type, fullUrl } };
}

/** The items of an element as a definition names it: `value[x]` has those of `valueQuantity` and of all others, `valueQuantity` its own. */
export function childItems(item: Item, name: string): readonly Item[] {
  const holder = isPrimitive(item.type) ? item.companion : item.value;
  const schema = schemaOf(isPrimitive(item.type) ? 'Element' : item.type);
  if (!isObject(holder) || schema === undefined) return [];
  return [...keysOf(schema)].flatMap(([key, place]) => {
    if (place.elementName !== name && key !== name) return [];
    const [value, companion] = [holder[key], holder[`_${key}`]];
    if (value === undefined && companion === undefined) return [];
    const path = `${item.path}.${key}`;
    if (place.element.isArray !== true) return [childOf(item, place, { value, companion, path })];
    const [values, companions] = [value, companion].map((list) => (Array.isArray(list) ? (list as unknown[]) : []));
    return Array.from({ length: Math.max(values?.length ?? 0, companions?.length ?? 0) }, (_, at) =>
      childOf(item, place, {
        ...{ value: values?.[at] ?? undefined, companion: companions?.[at] ?? undefined },
        path: `${path}[${at}]`,
      }),
    );
  });
}

/** One step of a discriminator's path that stays in the resource; of a choice by its stem, as FHIRPath has it. */
export function itemsAfter(item: Item, step: Exclude<DiscriminatorStep, { kind: 'resolve' }>): readonly Item[] {
  switch (step.kind) {
    case 'element': {
      const found = childItems(item, step.name);
      return found.length > 0 ? found : childItems(item, `${step.name}[x]`);
    }
    case 'extension':
      return childItems(item, 'extension').filter(({ value }) => isObject(value) && value['url'] === step.url);
    case 'ofType':
      return item.type === step.type ? [item] : [];
  }
}

function childOf(holder: Item, place: KeySchema, child: Pick<Item, 'value' | 'companion' | 'path'>): Item {
  const { value } = child;
  const type = typeOf(value, place.type);
  const isOther = isObject(value) && isResourceTypeKnown(type) && place.elementName !== 'contained';
  if (!isOther) return { ...child, type, home: holder.home };
  const fullUrl = isObject(holder.value) ? asText(holder.value['fullUrl']) : undefined;
  return { ...child, type, home: { resource: value, type, fullUrl } };
}

function typeOf(value: unknown, type: string): string {
  const own = isObject(value) ? value['resourceType'] : undefined;
  const isResource = type === 'Resource' || isResourceTypeKnown(type);
  return isResource && typeof own === 'string' && isResourceTypeKnown(own) ? own : type;
}
