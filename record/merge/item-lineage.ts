import type { ChangeId } from '../../protocol/ids.js';
import { type Elements, itemsOf } from './elements-of.js';
import type { Family } from './family.js';
import { countsOf, freeName, hasKeys, hasParts, type KeyedItems, keyItems, keysOf, noKey, onlyItem } from './lists.js';
import { compareVersions } from './version-order.js';

/** An item as it stands in one version. */
interface Item {
  /** What it is called in every version that has it. */
  readonly name: string;
  readonly text: string;
  /** The version in which it was begun. */
  readonly begun: ChangeId;
}

/** An item of a predecessor that an item of a version is the same as. */
interface Match extends Item {
  readonly at: number;
}

const nothing: readonly Item[] = [];

/**
 * Which items of a list are the same one in the versions of a family (rule M6). An item keeps its name from version to
 * version: it is found again as it was, or by its key. A name depends on what a version comes from and on nothing that
 * was written apart, so that it does not matter which versions are merged first.
 */
export class ItemLineage {
  readonly #element: string;
  readonly #family: Family;
  readonly #keyedAs: string;
  readonly #items = new Map<ChangeId, readonly Item[]>();
  readonly #named = new Map<ChangeId, KeyedItems>();

  /** @param keyedAs the element whose keys tell the items apart: `element`, or `onlyItem` where it is no list */
  constructor(element: string, family: Family, keyedAs: string) {
    this.#element = element;
    this.#family = family;
    this.#keyedAs = keyedAs;
  }

  /** The items of a version by their names. */
  items(elements: Elements): KeyedItems {
    const owner = this.#family.ownerOf(elements);
    if (owner === undefined) return new Map();
    let named = this.#named.get(owner);
    if (named === undefined) {
      named = new Map(this.#itemsIn(owner).map(({ name, text }) => [name, text]));
      this.#named.set(owner, named);
    }
    return named;
  }

  /** The version in which an item that a version has was begun. */
  begunIn(version: ChangeId, name: string): ChangeId {
    return this.#itemsIn(version).find((item) => item.name === name)?.begun ?? version;
  }

  /** Ancestors first, and not by recursion: a history may be thousands of versions long. */
  #itemsIn(version: ChangeId): readonly Item[] {
    const waiting = [version];
    for (let next = waiting.at(-1); next !== undefined; next = waiting.at(-1)) {
      const before = this.#predecessorsOf(next).filter((id) => !this.#items.has(id));
      if (!this.#items.has(next) && before.length > 0) {
        waiting.push(...before);
        continue;
      }
      waiting.pop();
      if (!this.#items.has(next)) this.#items.set(next, this.#read(next));
    }
    return this.#items.get(version) ?? nothing;
  }

  #predecessorsOf(version: ChangeId): readonly ChangeId[] {
    return hasKeys(this.#keyedAs) ? this.#family.knownPredecessors(version) : [];
  }

  #read(version: ChangeId): readonly Item[] {
    const written = this.#family.elements(version).get(this.#element);
    const texts = itemsOf(written) ?? (written !== undefined && this.#keyedAs === onlyItem ? [written] : []);
    const matches = this.#predecessorsOf(version).flatMap((id) =>
      matchItems(this.#keyedAs, this.#items.get(id) ?? nothing, texts),
    );
    const known = texts.map((text, at) => this.#inherited(text, at, matches));
    const taken = new Set<string>();
    const kept = known.map((items) => {
      const found = items.find(({ name }) => !taken.has(name));
      if (found !== undefined) taken.add(found.name);
      return found;
    });
    const own = [...keyItems(this.#keyedAs, texts).keys()];
    return texts.map((text, at) => {
      const found = kept[at];
      if (found !== undefined) return found;
      const name = freeName(own[at], text, taken);
      taken.add(name);
      return { name, text, begun: version };
    });
  }

  /**
   * What an item may be the same as, the one begun last first: one that stood before may have been taken out and written
   * again. It was begun where the one of the same text was, or the latest of all.
   */
  #inherited(text: string, at: number, matches: readonly Match[]): readonly Item[] {
    const mine = matches.filter((match) => match.at === at);
    const names = [...new Set(mine.map(({ name }) => name))];
    const candidates = names.flatMap((name) => {
      const same = mine.filter((match) => match.name === name);
      const equal = same.filter((match) => match.text === text);
      const begun = (equal.length > 0 ? equal : same).map((match) => this.#family.version(match.begun));
      const latest = begun.sort(compareVersions).at(-1);
      return latest === undefined ? [] : [{ name, latest }];
    });
    candidates.sort((one, other) => compareVersions(other.latest, one.latest) || (one.name < other.name ? -1 : 1));
    return candidates.map(({ name, latest }) => ({ name, text, begun: latest.changeId }));
  }
}

/** Finds the items of a version again among those of one that it comes from. */
function matchItems(element: string, before: readonly Item[], texts: readonly string[]): Match[] {
  const found: Match[] = [];
  const old = [...before];
  const now = [...texts.keys()];
  for (const at of [...now]) {
    const same = old.findIndex(({ text }) => text === texts[at]);
    const item = old[same];
    if (item === undefined) continue;
    found.push({ ...item, at });
    old.splice(same, 1);
    now.splice(now.indexOf(at), 1);
  }
  const oldKeys = keysOf(
    element,
    old.map(({ text }) => text),
  );
  const keys = keysOf(
    element,
    now.map((at) => texts[at] ?? ''),
  );
  const [oldCounts, counts] = [countsOf(oldKeys), countsOf(keys)];
  keys.forEach((key, index) => {
    const item = old[oldKeys.indexOf(key)];
    const tells = (key !== noKey || hasParts(element)) && counts.get(key) === 1 && oldCounts.get(key) === 1;
    if (item !== undefined && tells) found.push({ ...item, at: now[index] ?? 0 });
  });
  return found;
}
