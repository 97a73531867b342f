import { isResourceTypeKnown, schemaOf } from '../definitions/load.js';
import { isObject } from '../elements.js';
import { isPrimitive } from '../validation/primitives.js';
import { keysOf } from '../validation/schema-keys.js';
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
}

/** The resource itself, or a value that a profile of a datatype is of. */
export function itemOf(value: unknown, type: string, path: string): Item {
  return { value, companion: undefined, type, path };
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
    if (place.element.isArray !== true) return [{ value, companion, type: typeOf(value, place.type), path }];
    const [values, companions] = [value, companion].map((list) => (Array.isArray(list) ? (list as unknown[]) : []));
    return Array.from({ length: Math.max(values?.length ?? 0, companions?.length ?? 0) }, (_, at) => {
      const one = values?.[at] ?? undefined;
      return {
        value: one,
        companion: companions?.[at] ?? undefined,
        type: typeOf(one, place.type),
        path: `${path}[${at}]`,
      };
    });
  });
}

/** The items that a discriminator's path leads to; of a choice by its stem, as FHIRPath has it. */
export function itemsAt(item: Item, steps: readonly DiscriminatorStep[]): readonly Item[] {
  let items: readonly Item[] = [item];
  for (const step of steps) items = items.flatMap((each) => after(each, step));
  return items;
}

function after(item: Item, step: DiscriminatorStep): readonly Item[] {
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

function typeOf(value: unknown, type: string): string {
  const own = isObject(value) ? value['resourceType'] : undefined;
  const isResource = type === 'Resource' || isResourceTypeKnown(type);
  return isResource && typeof own === 'string' && isResourceTypeKnown(own) ? own : type;
}
