import type { ChangeId } from '../../protocol/ids.js';
import { type Elements, itemsOf } from './elements-of.js';
import type { Family } from './family.js';
import { type KeyedItems, keyItems } from './lists.js';
import { distinctValues, latest, survivors } from './survivors.js';

/** An item that heads say different things of. */
export interface DisputedItem {
  /** `undefined` where the list has no keys. */
  readonly key: string | undefined;
  /** The item in each head. */
  readonly values: ReadonlyMap<ChangeId, string | undefined>;
  /** The head whose item stands. */
  readonly stands: ChangeId;
  /** Whether one of them took it out of the list. */
  readonly removed: boolean;
}

export interface MergedList {
  /** `undefined` when no item is left. */
  readonly text: string | undefined;
  readonly disputed: readonly DisputedItem[];
}

/**
 * Merges a list item by item: what one added is added, what one took out is out, and an item that another changed
 * meanwhile stays (rule M6). `undefined` when a version holds something else than a list.
 */
export function mergeList(element: string, family: Family, heads: readonly ChangeId[]): MergedList | undefined {
  const find = itemFinder(element, family, heads);
  if (find === undefined) return undefined;
  // The order of the latest head, then what only the others have.
  const keys = new Set(heads.toReversed().flatMap((head) => [...find.items(family.elements(head)).keys()]));
  const items: string[] = [];
  const disputed: DisputedItem[] = [];
  for (const key of keys) {
    const candidates = { family, heads, read: (elements: Elements) => find.items(elements).get(key) };
    const left = survivors(candidates);
    const distinct = distinctValues(candidates, left);
    const stands = distinct.length === 1 ? left[0] : latest(candidates, left);
    const item = stands === undefined ? undefined : candidates.read(family.elements(stands));
    if (item !== undefined) items.push(item);
    if (stands === undefined || distinct.length === 1) continue;
    const values = new Map(heads.map((head) => [head, candidates.read(family.elements(head))]));
    disputed.push({ key: find.bySelf ? undefined : key, values, stands, removed: distinct.includes(undefined) });
  }
  return { text: items.length === 0 ? undefined : `[${items.join(',')}]`, disputed };
}

interface ItemFinder {
  readonly items: (elements: Elements) => KeyedItems;
  /** Whether the whole item is its key. */
  readonly bySelf: boolean;
}

/** Keys that hold for the heads and their ancestors; versions further back have what they have under the same keys. */
function itemFinder(element: string, family: Family, heads: readonly ChangeId[]): ItemFinder | undefined {
  const versions = heads.flatMap((left) => [
    family.elements(left),
    ...heads.flatMap((right) => (left === right ? [] : family.bases(left, right))),
  ]);
  const lists: (readonly string[])[] = [];
  for (const elements of versions) {
    const text = elements.get(element);
    const items = text === undefined ? [] : itemsOf(text);
    if (items === undefined) return undefined;
    lists.push(items);
  }
  const { keyed, bySelf } = keyItems(element, lists);
  const known = new Map(versions.map((elements, index) => [elements, keyed[index] ?? new Map()] as const));
  return {
    bySelf,
    items: (elements) => {
      let items = known.get(elements);
      if (items === undefined) {
        items = keyItems(bySelf ? '' : element, [itemsOf(elements.get(element)) ?? []]).keyed[0] ?? new Map();
        known.set(elements, items);
      }
      return items;
    },
  };
}
