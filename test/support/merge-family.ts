import type { ChangeId } from '../../protocol/ids.js';
import { canonicalise } from '../../record/canonical.js';
import { Ancestry } from '../../record/merge/ancestry.js';
import { mergeVersions } from '../../record/merge/merge-versions.js';
import type { Merged, Version } from '../../record/merge/merged.js';

export const changeId = (number: number) => `00000000-0000-7000-8000-${String(number).padStart(12, '0')}` as ChangeId;

/** The versions of one resource, written by hand; `undefined` is a deletion. */
export class VersionTree {
  readonly #type: string;
  readonly #versions: Version[] = [];
  readonly #bodies = new Map<ChangeId, string | undefined>();

  constructor(type: string) {
    this.#type = type;
  }

  get versions(): readonly Version[] {
    return this.#versions;
  }

  /** Adds a version; `at` is its stamp, in milliseconds. */
  add(at: number, body: object | string | undefined, ...predecessors: ChangeId[]): ChangeId {
    const id = changeId(this.#versions.length + 1);
    const whole = typeof body === 'object' ? JSON.stringify({ resourceType: this.#type, id: 'r', ...body }) : body;
    this.#versions.push({ changeId: id, stamp: { milliseconds: at, counter: 0 }, predecessors });
    this.#bodies.set(id, whole === undefined ? undefined : canonicalise(whole));
    return id;
  }

  bodyOf(id: ChangeId): string | undefined {
    return this.#bodies.get(id);
  }

  heads(): readonly ChangeId[] {
    const all = this.#versions.map(({ changeId: id, predecessors }) => ({ id, predecessors }));
    return new Ancestry(all).heads() as ChangeId[];
  }

  merge(heads: readonly ChangeId[] = this.heads()): Merged {
    return mergeVersions({
      ...{ type: this.#type, versions: this.#versions, heads },
      bodyOf: (id) => this.bodyOf(id),
    });
  }

  /** Merges versions and writes the result as one that knows them all, as the hub does. */
  join(at: number, ...heads: ChangeId[]): ChangeId {
    return this.add(at, this.merge(heads).body, ...heads);
  }
}

/** The element of a merge. */
export function elementOf(merged: Merged, name: string): unknown {
  return merged.body === undefined ? undefined : (JSON.parse(merged.body) as { [name: string]: unknown })[name];
}

/** The paths that a person is asked about. */
export function askedPaths(merged: Merged): readonly string[] {
  return merged.disputes.filter(({ asked }) => asked).map(({ path }) => path);
}
