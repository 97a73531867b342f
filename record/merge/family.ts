import type { ChangeId } from '../../protocol/ids.js';
import { Ancestry } from './ancestry.js';
import { type Elements, elementsOf } from './elements-of.js';
import type { MergeInput, Version } from './merged.js';
import { compareVersions, type VersionStamp } from './version-order.js';

/** Reads one value out of a version: an element, a group of them, or an item of a list. */
export type ReadValue = (elements: Elements) => string | undefined;

/** Reads each version once: heads are compared pair by pair, and many of them may stand side by side. */
export function readOnce(read: ReadValue): ReadValue {
  const known = new Map<Elements, string | undefined>();
  return (elements) => {
    if (!known.has(elements)) known.set(elements, read(elements));
    return known.get(elements);
  };
}

const nothing: Elements = new Map();

/** The versions of one resource, and what each says; bodies are read when they are asked for, and once. */
export class Family {
  readonly #ancestry: Ancestry;
  readonly #versions: ReadonlyMap<string, Version>;
  readonly #bodyOf: MergeInput['bodyOf'];
  readonly #elements = new Map<string, Elements>();
  readonly #owners = new Map<Elements, ChangeId>();
  readonly #bases = new Map<ChangeId, Map<ChangeId, readonly Elements[]>>();

  constructor({ versions, bodyOf }: MergeInput) {
    this.#ancestry = new Ancestry(versions.map(({ changeId, predecessors }) => ({ id: changeId, predecessors })));
    this.#versions = new Map(versions.map((version) => [version.changeId, version]));
    this.#bodyOf = bodyOf;
  }

  /** @throws RangeError for a version that is not known here */
  version(changeId: string): Version {
    const found = this.#versions.get(changeId);
    if (found === undefined) throw new RangeError(`version ${changeId}`);
    return found;
  }

  elements(changeId: ChangeId): Elements {
    let elements = this.#elements.get(changeId);
    if (elements === undefined) {
      elements = elementsOf(this.#bodyOf(changeId));
      this.#elements.set(changeId, elements);
      this.#owners.set(elements, changeId);
    }
    return elements;
  }

  /** The version that elements were read from; `undefined` for those of none. */
  ownerOf(elements: Elements): ChangeId | undefined {
    return this.#owners.get(elements);
  }

  /** The predecessors of a version that are known here. */
  knownPredecessors(changeId: ChangeId): readonly ChangeId[] {
    return this.version(changeId).predecessors.filter((id) => this.#versions.has(id));
  }

  /** Whether a version descends from another one. */
  isAncestor(ancestor: ChangeId, version: ChangeId): boolean {
    return this.#ancestry.ancestorsOf(version).has(ancestor);
  }

  /** What the lowest common ancestors of two versions say; versions without one began from nothing. */
  bases(left: ChangeId, right: ChangeId): readonly Elements[] {
    if (right < left) return this.bases(right, left);
    const basesOfLeft = this.#bases.get(left) ?? new Map<ChangeId, readonly Elements[]>();
    this.#bases.set(left, basesOfLeft);
    let bases = basesOfLeft.get(right);
    if (bases === undefined) {
      const ids = this.#ancestry.basesOf(left, right);
      bases = ids.length === 0 ? [nothing] : ids.map((id) => this.elements(id as ChangeId));
      basesOfLeft.set(right, bases);
    }
    return bases;
  }

  /**
   * The versions in which a value came into the line of a head, the latest last: not those that only carried it on, so
   * that it does not matter which of them were merged before.
   */
  introducersOf(head: ChangeId, read: ReadValue): readonly Version[] {
    const value = read(this.elements(head));
    const seen = new Set<string>([head]);
    const waiting: Version[] = [this.version(head)];
    const introducers: Version[] = [];
    for (let version = waiting.pop(); version !== undefined; version = waiting.pop()) {
      const carriers = this.knownPredecessors(version.changeId).filter((id) => read(this.elements(id)) === value);
      if (carriers.length === 0) introducers.push(version);
      for (const id of carriers) {
        if (seen.has(id)) continue;
        seen.add(id);
        waiting.push(this.version(id));
      }
    }
    return introducers.sort(compareVersions);
  }

  /** The latest of the versions in which a value came into the line of a head. */
  introducedBy(head: ChangeId, read: ReadValue): VersionStamp {
    return this.introducersOf(head, read).at(-1) ?? this.version(head);
  }
}
