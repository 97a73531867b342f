import type { ChangeId } from '../../protocol/ids.js';
import { type Elements, elementsOf, textOf } from './elements-of.js';
import type { Version } from './merged.js';
import { type Candidates, distinctValues, itemSurvivors, latest, survivors } from './survivors.js';
import { compareVersions } from './version-order.js';

export interface MergedItem {
  /** Canonical text; `undefined` when nothing of it is left. */
  readonly text: string | undefined;
  /** Whether something that a head says of it does not show. */
  readonly disputed: boolean;
}

/** An address or a name in the heads of a family. */
export interface ItemCandidates extends Candidates {
  /** The version in which the item of a head was begun; items that were begun apart have no parts in common. */
  readonly begunIn: (head: ChangeId) => ChangeId;
}

/** What `text` says as one line (Address.text, HumanName.text). */
const written: ReadonlySet<string> = new Set([
  ...['line', 'city', 'district', 'state', 'postalCode', 'country'],
  ...['family', 'given', 'prefix', 'suffix'],
]);
const display = 'text';

/**
 * Merges an Address or a HumanName part by part, each as an element is: what one head changed stands beside what
 * another did (rule M16). Of items that were begun apart the one begun last is taken.
 */
export function mergeItem(among: ItemCandidates): MergedItem {
  const { family, read, begunIn } = among;
  const candidates = { ...among, heads: unfolded(among) };
  const left = itemSurvivors(candidates);
  const [one, ...others] = distinctValues(candidates, left);
  if (others.length === 0) return { text: one, disputed: false };
  const live = left.filter((head) => read(family.elements(head)) !== undefined);
  const begun = live.map((head) => family.version(begunIn(head))).sort(compareVersions);
  const members = live.filter((head) => begunIn(head) === begun.at(-1)?.changeId);
  const [whole, ...apart] = distinctValues(candidates, members);
  if (apart.length === 0) return { text: whole, disputed: true };
  const merged = mergeParts({ family, heads: members, read });
  return { ...merged, disputed: merged.disputed || members.length < left.length };
}

/**
 * The heads, and in the place of one in whose line a merge left nothing of the item, for each part was taken out by another
 * version, those that it merged: nobody took the item out, and it must not matter which versions were merged first.
 */
function unfolded({ family, heads, read, begunIn }: ItemCandidates): readonly ChangeId[] {
  if (!family.hasMerges || heads.every((head) => read(family.elements(head)) !== undefined)) return heads;
  const isEmptied = (merged: readonly ChangeId[]) =>
    merged.length > 1 && mergeItem({ family, heads: merged, read, begunIn }).text === undefined;
  const all = heads.flatMap((head) => {
    if (read(family.elements(head)) !== undefined) return [head];
    const merges = family.introducersOf(head, read).map(({ changeId }) => family.knownPredecessors(changeId));
    return merges.every(isEmptied) ? merges.flat() : [head];
  });
  return [...new Set(all)].filter((one) => !all.some((other) => family.isAncestor(one, other)));
}

function mergeParts({ family, heads, read }: Candidates): MergedItem {
  const reader = partReader(read);
  const parts = new Set(heads.flatMap((head) => [...reader.parts(family.elements(head)).keys()].map(unitOf)));
  const merged = new Map<string, string>();
  let disputed = false;
  for (const part of parts) {
    const candidates = { family, heads, read: (elements: Elements) => reader.part(elements, part) };
    const found = part === display ? mergeDisplay(candidates, reader) : mergePart(candidates);
    disputed ||= found.disputed;
    for (const [key, value] of elementsOf(found.text)) merged.set(key, value);
  }
  return { text: merged.size === 0 ? undefined : textOf(merged), disputed };
}

/** One part, with what stands beside it in `_part`, as the text of an object. */
function mergePart(candidates: Candidates): MergedItem {
  const left = survivors(candidates);
  const [one, ...others] = distinctValues(candidates, left);
  if (others.length === 0) return { text: one, disputed: false };
  return { text: candidates.read(candidates.family.elements(latest(candidates, left))), disputed: true };
}

/**
 * `text` says the parts over again, and would contradict them where they come from several heads: it is left out, but
 * for one that was written without parts, and is all that its author said. Kept where all heads have the same parts, it
 * would depend on which of them were merged first.
 */
function mergeDisplay(candidates: Candidates, reader: PartReader): MergedItem {
  const { family, read } = candidates;
  const alone = survivors(candidates).flatMap((head) => {
    const isAlone = ({ changeId }: Version) => reader.content(family.elements(changeId)) === nothing;
    const by = family.introducersOf(head, read).filter(isAlone).at(-1);
    const text = read(family.elements(head));
    return by === undefined || text === undefined ? [] : [{ by, text }];
  });
  const text = alone.sort((one, other) => compareVersions(one.by, other.by)).at(-1)?.text;
  return { text, disputed: true };
}

interface PartReader {
  readonly parts: (elements: Elements) => Elements;
  readonly part: (elements: Elements, part: string) => string | undefined;
  /** All parts that `text` says. */
  readonly content: (elements: Elements) => string;
}

const nothing = '{}';

/** Reads the parts of an item; each text is taken apart once. */
function partReader(read: Candidates['read']): PartReader {
  const known = new Map<string | undefined, Elements>();
  const parts = (elements: Elements) => {
    const text = read(elements);
    const found = known.get(text) ?? elementsOf(text);
    known.set(text, found);
    return found;
  };
  const pick = (elements: Elements, wanted: (unit: string) => boolean) =>
    textOf(new Map([...parts(elements)].filter(([key]) => wanted(unitOf(key)))));
  return {
    parts,
    part: (elements, part) => {
      const text = pick(elements, (unit) => unit === part);
      return text === nothing ? undefined : text;
    },
    content: (elements) => pick(elements, (unit) => written.has(unit)),
  };
}

/** `_city` goes with `city`. */
function unitOf(key: string): string {
  return key.startsWith('_') ? key.slice(1) : key;
}
