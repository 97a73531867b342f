/** A version as the order between versions needs it; ids are any texts that name versions. */
export interface Descent {
  readonly id: string;
  /** The versions that its author had seen. */
  readonly predecessors: readonly string[];
}

/** Who descends from whom among the versions of one resource that are known here (rules M3, M4). */
export class Ancestry {
  readonly #versions: ReadonlyMap<string, Descent>;

  constructor(versions: Iterable<Descent>) {
    this.#versions = new Map([...versions].map((version) => [version.id, version]));
  }

  /**
   * The versions that no other names as its predecessor. More than one: neither knew of the other. The order in which
   * versions come does not matter.
   */
  heads(): readonly string[] {
    const superseded = new Set<string>();
    for (const { predecessors } of this.#versions.values()) for (const id of predecessors) superseded.add(id);
    return [...this.#versions.keys()].filter((id) => !superseded.has(id));
  }

  /** All versions that one descends from, as far as they are known here. */
  ancestorsOf(id: string): ReadonlySet<string> {
    const seen = new Set<string>();
    const waiting = [...(this.#versions.get(id)?.predecessors ?? [])];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      if (seen.has(next)) continue;
      seen.add(next);
      waiting.push(...(this.#versions.get(next)?.predecessors ?? []));
    }
    return seen;
  }

  /** Whether neither of two versions knew of the other. */
  areConcurrent(left: string, right: string): boolean {
    return left !== right && !this.ancestorsOf(left).has(right) && !this.ancestorsOf(right).has(left);
  }

  /**
   * The lowest common ancestors of two versions: those from which no other common ancestor descends. None when the
   * versions were begun apart; several when two nodes merged the same versions without knowing of each other.
   */
  basesOf(left: string, right: string): readonly string[] {
    const ofRight = this.ancestorsOf(right);
    const common = [...this.ancestorsOf(left)].filter((id) => ofRight.has(id) && this.#versions.has(id));
    // Whatever stands between two common ancestors is one, too: the steps say all.
    const above = new Set(common.flatMap((id) => this.#versions.get(id)?.predecessors ?? []));
    return common.filter((id) => !above.has(id)).sort();
  }

  /** Whether an ancestor of these versions has not come yet: what they have in common cannot be told then. */
  isIncomplete(ids: readonly string[]): boolean {
    return ids.some((id) => [...this.ancestorsOf(id)].some((ancestor) => !this.#versions.has(ancestor)));
  }
}
