/** A version as its place among the others of its resource needs it. */
export interface Kinship {
  /** 16 bytes. */
  readonly changeId: Uint8Array;
  /** 16 bytes each. */
  readonly predecessors: Uint8Array;
}

/** The versions of a resource that no other of them names as its predecessor. */
export function headsOf<Version extends Kinship>(versions: readonly Version[]): readonly Version[] {
  const superseded = new Set<string>();
  for (const { predecessors } of versions) {
    for (let start = 0; start < predecessors.length; start += 16) {
      superseded.add(hex(predecessors.subarray(start, start + 16)));
    }
  }
  return versions.filter(({ changeId }) => !superseded.has(hex(changeId)));
}

/**
 * Whether two versions of a resource stand side by side: more than one head means that neither knew of the other (rule
 * M3). The order of arrival does not matter.
 */
export function isSplit(versions: readonly Kinship[]): boolean {
  return headsOf(versions).length > 1;
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
}
