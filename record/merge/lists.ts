import { asObject, asText, valuesAt } from '../elements.js';

/** What tells the items of a list apart, by the name of the element: the texts at these paths. */
const keyPaths: Readonly<Record<string, readonly string[]>> = {
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

/** An item of a list by the key that it is found again by in other versions. */
export type KeyedItems = ReadonlyMap<string, string>;

/**
 * Gives the items of several versions of one list their keys: those of {@link keyPaths} where they tell the items of
 * every version apart, otherwise the whole item, so that the list is a set.
 */
export function keyItems(
  element: string,
  lists: readonly (readonly string[])[],
): { readonly keyed: readonly KeyedItems[]; readonly bySelf: boolean } {
  const paths = keyPaths[element];
  if (paths !== undefined) {
    const keyed = lists.map((items) => new Map(items.map((item) => [keyOf(item, paths), item])));
    const tells = keyed.every((map, index) => map.size === lists[index]?.length && !map.has(noKey));
    if (tells) return { keyed, bySelf: false };
  }
  return { keyed: lists.map(numberAlike), bySelf: true };
}

const noKey = '';

function keyOf(item: string, paths: readonly string[]): string {
  const value = JSON.parse(item) as unknown;
  if (asObject(value) === undefined) return noKey;
  const parts = paths.map((path) => valuesAt(value, path).flatMap((part) => asText(part) ?? []));
  return parts.every((part) => part.length === 0) ? noKey : parts.map((part) => part.join('+')).join('|');
}

/** The same item twice in one list is two items. */
function numberAlike(items: readonly string[]): KeyedItems {
  const counts = new Map<string, number>();
  return new Map(
    items.map((item) => {
      const count = (counts.get(item) ?? 0) + 1;
      counts.set(item, count);
      return [`${item}${count}`, item];
    }),
  );
}
