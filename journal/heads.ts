/** A version as its place among the others of its resource needs it. */
export interface Kinship {
  /** 16 bytes. */
  readonly changeId: Uint8Array;
  /** 16 bytes each. */
  readonly predecessors: Uint8Array;
}

/**
 * Whether two versions of a resource stand side by side: versions that no other names as its predecessor are the heads,
 * and more than one head means that neither knew of the other (rule M3). The order of arrival does not matter.
 */
export function isSplit(versions: readonly Kinship[]): boolean {
  const superseded = new Set<string>();
  for (const { predecessors } of versions) {
    for (let start = 0; start < predecessors.length; start += 16) {
      superseded.add(hex(predecessors.subarray(start, start + 16)));
    }
  }
  let heads = 0;
  for (const { changeId } of versions) if (!superseded.has(hex(changeId))) heads += 1;
  return heads > 1;
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
}
