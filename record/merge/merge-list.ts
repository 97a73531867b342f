import type { ChangeId } from '../../protocol/ids.js';
import { type Elements, isObjectText, itemsOf } from './elements-of.js';
import type { Family } from './family.js';
import { ItemLineage } from './item-lineage.js';
import { hasParts, keysOf, noKey, onlyItem } from './lists.js';
import { type MergedItem, mergeItem } from './merge-item.js';
import { type Candidates, distinctValues, itemSurvivors, latest, survivors } from './survivors.js';

/** An item that heads say different things of. */
export interface DisputedItem {
  /** `undefined` where its key does not tell it from others in each of them. */
  readonly key: string | undefined;
  /** The item in each head. */
  readonly values: ReadonlyMap<ChangeId, string | undefined>;
  /** The head whose item stands; of one that was merged by its parts, the head that came last. */
  readonly stands: ChangeId;
  /** Whether one of them took it out of the list. */
  readonly removed: boolean;
}

export interface MergedList {
  /** The element, a list or its only item; `undefined` when no item is left. */
  readonly text: string | undefined;
  readonly disputed: readonly DisputedItem[];
}

/**
 * Merges a list item by item: what one added is added, what one took out is out, and an item that another changed
 * meanwhile stays (rule M6). An element with parts that is no list is one item. `undefined` when a version holds
 * something else.
 */
export function mergeList(element: string, family: Family, heads: readonly ChangeId[]): MergedList | undefined {
  const texts = textsIn(element, family, heads);
  const isSingle = hasParts(element) && texts.every(isObjectText);
  if (!isSingle && !texts.every((text) => itemsOf(text) !== undefined)) return undefined;
  const lineage = new ItemLineage(element, family, isSingle ? onlyItem : element);
  // The order of the latest head, then what only the others have.
  const names = new Set(heads.toReversed().flatMap((head) => [...lineage.items(family.elements(head)).keys()]));
  const items: string[] = [];
  const disputed: DisputedItem[] = [];
  for (const name of names) {
    const candidates = { family, heads, read: (elements: Elements) => lineage.items(elements).get(name) };
    const merged = hasParts(element)
      ? mergeItem({ ...candidates, begunIn: (head) => lineage.begunIn(head, name) })
      : takeItem(candidates);
    if (merged.text !== undefined) items.push(merged.text);
    if (merged.disputed) disputed.push(disputedItem(element, name, candidates));
  }
  const text = isSingle ? items[0] : `[${items.join(',')}]`;
  return { text: items.length === 0 ? undefined : text, disputed };
}

/** The item of one head. */
function takeItem(candidates: Candidates): MergedItem {
  const left = survivors(candidates);
  const [one, ...others] = distinctValues(candidates, left);
  if (others.length === 0) return { text: one, disputed: false };
  return { text: candidates.read(candidates.family.elements(latest(candidates, left))), disputed: true };
}

function disputedItem(element: string, name: string, candidates: Candidates): DisputedItem {
  const { family, heads, read } = candidates;
  const left = hasParts(element) ? itemSurvivors(candidates) : survivors(candidates);
  const values = new Map(heads.map((head) => [head, read(family.elements(head))]));
  const isToldByKey = heads.every((head) => {
    const list = itemsOf(family.elements(head).get(element)) ?? [];
    const keys = keysOf(element, list);
    return list.every((item, at) => (keys[at] === name) === (item === values.get(head)));
  });
  const key = isToldByKey && name !== noKey ? name : undefined;
  return {
    key,
    values,
    stands: latest(candidates, left),
    removed: distinctValues(candidates, left).includes(undefined),
  };
}

/** What the heads and what they come from say of an element. */
function textsIn(element: string, family: Family, heads: readonly ChangeId[]): readonly string[] {
  const versions = [...heads.map((head) => family.elements(head)), ...family.basesAmong(heads)];
  return versions.flatMap((elements) => elements.get(element) ?? []);
}
