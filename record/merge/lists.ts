import { asObject, asText, valuesAt } from '../elements.js';

/** In the place of an element's name: an element that is no list, and has one item that is always the same. */
export const onlyItem = '';

/** What tells the items of a list apart, by the name of the element: the texts at these paths. */
const keyPaths: Readonly<Record<string, readonly string[]>> = {
  [onlyItem]: [],
  identifier: ['system', 'value'],
  telecom: ['system', 'use'],
  address: ['use', 'type'],
  name: ['use'],
  extension: ['url'],
  modifierExtension: ['url'],
  coding: ['system', 'code'],
  tag: ['system', 'code'],
  security: ['system', 'code'],
  contained: ['id'],
  contact: ['relationship.coding.code', 'name.family'],
  communication: ['language.coding.code'],
  link: ['other.reference'],
  participant: ['actor.reference', 'individual.reference'],
  reaction: ['manifestation.coding.code', 'manifestation.text'],
  qualification: ['code.coding.code', 'code.text'],
};

/** The lists whose items have parts that are merged apart (rule M16); one without a key may get one meanwhile. */
const parted: ReadonlySet<string> = new Set(['address', 'name', onlyItem]);

/** The items of a list by what they are found again by in other versions. */
export type KeyedItems = ReadonlyMap<string, string>;

/** The name of an item that says nothing of what tells it apart. */
export const noKey = '';

/** Whether items of a list have a key at all; the items of other lists are a set. */
export function hasKeys(element: string): boolean {
  return Object.hasOwn(keyPaths, element);
}

/** Whether the items of a list have parts that are merged apart. */
export function hasParts(element: string): boolean {
  return parted.has(element);
}

/** What tells each item of a list from others, {@link noKey} where it says nothing of it. */
export function keysOf(element: string, items: readonly string[]): readonly string[] {
  const paths = keyPaths[element];
  return paths === undefined ? items.map(() => noKey) : items.map((item) => keyOf(item, paths));
}

/**
 * The items of one list by their keys: those of {@link keyPaths} where they tell an item from all others of the list,
 * otherwise the whole item, so that those are a set. The only one of a parted list that has no key is found by that.
 */
export function keyItems(element: string, items: readonly string[]): KeyedItems {
  const keys = keysOf(element, items);
  const uses = countsOf(keys);
  const named = new Map<string, string>();
  items.forEach((item, index) => {
    const key = keys[index] ?? noKey;
    const tells = uses.get(key) === 1 && (key !== noKey || hasParts(element));
    named.set(freeName(tells ? key : undefined, item, named), item);
  });
  return named;
}

/** A key that is free, or else the whole item; the same item twice in one list is two items. */
export function freeName(key: string | undefined, item: string, taken: { has(name: string): boolean }): string {
  if (key !== undefined && !taken.has(key)) return key;
  let count = 1;
  while (taken.has(`${item}${count}`)) count += 1;
  return `${item}${count}`;
}

export function countsOf(keys: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

function keyOf(item: string, paths: readonly string[]): string {
  const value = JSON.parse(item) as unknown;
  if (asObject(value) === undefined) return noKey;
  const parts = paths.map((path) => valuesAt(value, path).flatMap((part) => asText(part) ?? []));
  return parts.every((part) => part.length === 0) ? noKey : parts.map((part) => part.join('+')).join('|');
}
