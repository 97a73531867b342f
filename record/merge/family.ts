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
  readonly #lines = new Map<ChangeId, string>();
  readonly #bases = new Map<string, Map<string, readonly Elements[]>>();

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

  /** Whether any version came of several. */
  get hasMerges(): boolean {
    return [...this.#versions.values()].some(({ predecessors }) => predecessors.length > 1);
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

  /** What heads that were written after the same versions have in common: they descend from the same ones. */
  lineOf(head: ChangeId): string {
    let line = this.#lines.get(head);
    if (line === undefined) {
      line = this.version(head).predecessors.toSorted().join();
      this.#lines.set(head, line);
    }
    return line;
  }

  /** What the lowest common ancestors of two heads say; heads without one began from nothing. */
  bases(left: ChangeId, right: ChangeId): readonly Elements[] {
    const [one, other] = [this.lineOf(left), this.lineOf(right)];
    const basesOfOne = this.#bases.get(one) ?? new Map<string, readonly Elements[]>();
    this.#bases.set(one, basesOfOne);
    let bases = basesOfOne.get(other);
    if (bases === undefined) {
      const ids = this.#ancestry.basesOf(left, right);
      bases = ids.length === 0 ? [nothing] : ids.map((id) => this.elements(id as ChangeId));
      basesOfOne.set(other, bases);
    }
    return bases;
  }

  /** The bases of each two of these heads, each once. */
  basesAmong(heads: readonly ChangeId[]): readonly Elements[] {
    const counts = new Map<string, number>();
    // Two of a line are enough: of itself a head has no bases.
    const some = heads.filter((head) => {
      const count = (counts.get(this.lineOf(head)) ?? 0) + 1;
      counts.set(this.lineOf(head), count);
      return count <= 2;
    });
    const pairs = some.flatMap((left) => some.flatMap((right) => (left < right ? this.bases(left, right) : [])));
    return [...new Set(pairs)];
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
