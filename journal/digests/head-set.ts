import type { TypeMonth } from '../../protocol/control/digest-answer.js';
import type { MonthDigest } from '../../protocol/control/digest-detail.js';
import { addToDigest, type Digest, emptyDigest, monthOf, sumOfDigests } from '../../protocol/digest.js';
import type { ResourceType } from '../../protocol/ids.js';

/** A version as a digest needs it. */
export interface HeldVersion {
  /** 16 bytes. */
  readonly changeId: Uint8Array;
  /** 16 bytes each. */
  readonly predecessors: Uint8Array;
  readonly type: string;
}

/**
 * Collects the heads of a set of versions that come in any order: those that no other version of the set names as its
 * predecessor (rule D1). History that only one end has is then no difference, and neither is how a version came.
 * Memory: about 100 bytes for each head.
 */
export class HeadSet {
  readonly #heads = new Map<string, string>();
  /** Named as predecessors and not met, or met and named. */
  readonly #superseded = new Set<string>();
  readonly #months = new Map<string, MonthDigest>();

  add({ changeId, predecessors, type }: HeldVersion): void {
    for (let start = 0; start < predecessors.length; start += 16) {
      const name = nameOf(predecessors.subarray(start, start + 16));
      this.#heads.delete(name);
      this.#superseded.add(name);
    }
    const own = nameOf(changeId);
    if (!this.#superseded.has(own)) this.#heads.set(own, type);
  }

  /** Sums up the next heads, at most `headsMax`; call it until it says `false`. Nothing is added any more. */
  *sumUp(headsMax: number): Generator<void> {
    let count = 0;
    for (const [name, type] of this.#heads) {
      const changeId = idOf(name);
      const month = monthOf(changeId);
      const key = `${type} ${month}`;
      const digest = addToDigest(this.#months.get(key)?.digest ?? emptyDigest, changeId);
      this.#months.set(key, { type: type as ResourceType, month, digest });
      count += 1;
      if (count % headsMax === 0) yield;
    }
  }

  get total(): Digest {
    return sumOfDigests([...this.#months.values()].map(({ digest }) => digest));
  }

  get months(): readonly MonthDigest[] {
    return [...this.#months.values()];
  }

  /** The change ids of all heads of these months. */
  idsOf(months: readonly TypeMonth[]): readonly Uint8Array[] {
    const wanted = new Set(months.map(({ type, month }) => `${type} ${month}`));
    const ids: Uint8Array[] = [];
    for (const [name, type] of this.#heads) {
      const changeId = idOf(name);
      if (wanted.has(`${type} ${monthOf(changeId)}`)) ids.push(changeId);
    }
    return ids;
  }
}

/** 16 bytes as a short string: the key of a map. */
function nameOf(changeId: Uint8Array): string {
  return Buffer.from(changeId.buffer, changeId.byteOffset, changeId.byteLength).toString('latin1');
}

function idOf(name: string): Uint8Array {
  return Buffer.from(name, 'latin1');
}
