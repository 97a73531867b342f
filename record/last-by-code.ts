/** An observation as it is grouped. */
export interface Coded<Key> {
  readonly key: Key;
  /** When it was effective, milliseconds since 1970; absent where it does not say. */
  readonly atMilliseconds?: number;
  /** What it is of, each as one text; two with one in common are of the same. */
  readonly codes: readonly string[];
}

/**
 * The last observations of each code (FHIR R4 OperationDefinition `Observation-lastn`): translations of one code are equal to
 * each other, over several observations, too. Of observations at the same time as the last that fits, all are given.
 * @param observations the newest first
 * @param countMax of each group, before those at the same time
 * @returns keys, group after group, the group with the newest observation first
 */
export function lastByCode<Key>(observations: readonly Coded<Key>[], countMax: number): readonly Key[] {
  const equal = new EqualCodes();
  for (const { codes } of observations) equal.join(codes);
  const groups = new Map<string, Coded<Key>[]>();
  for (const observation of observations) {
    const [code = ''] = observation.codes;
    const name = equal.groupOf(code);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [observation]);
    else if (group.length < countMax || isTie(group.at(-1), observation)) group.push(observation);
  }
  return [...groups.values()].flat().map(({ key }) => key);
}

/** What has no time is at the same time as nothing. */
function isTie<Key>(last: Coded<Key> | undefined, next: Coded<Key>): boolean {
  return next.atMilliseconds !== undefined && last?.atMilliseconds === next.atMilliseconds;
}

/** Sets of codes that are equal, each known by one of them (union and find, with paths halved). */
class EqualCodes {
  readonly #parents = new Map<string, string>();

  join([first, ...others]: readonly string[]): void {
    if (first === undefined) return;
    const root = this.groupOf(first);
    for (const code of others) this.#parents.set(this.groupOf(code), root);
  }

  groupOf(code: string): string {
    let at = code;
    for (;;) {
      const parent = this.#parents.get(at) ?? at;
      if (parent === at) return at;
      const next = this.#parents.get(parent) ?? parent;
      this.#parents.set(at, next);
      at = next;
    }
  }
}
