import { hash } from 'node:crypto';

/**
 * An additive digest of a set of versions (rule D1): how many, and the sum modulo 2^128 of the first 128 bits of
 * SHA-256(change id). Order does not matter, and two ends that hold the same set have the same digest.
 */
export interface Digest {
  readonly count: number;
  readonly sum: bigint;
}

export const emptyDigest: Digest = { count: 0, sum: 0n };

const modulus = (1n << 128n) - 1n;

/** @param changeId the 16 bytes of a change id */
export function addToDigest({ count, sum }: Digest, changeId: Uint8Array): Digest {
  return { count: count + 1, sum: (sum + elementOf(changeId)) & modulus };
}

export function sumOfDigests(digests: Iterable<Digest>): Digest {
  let [count, sum] = [0, 0n];
  for (const digest of digests) {
    count += digest.count;
    sum += digest.sum;
  }
  return { count, sum: sum & modulus };
}

export function equalDigests(one: Digest, other: Digest): boolean {
  return one.count === other.count && one.sum === other.sum;
}

/** The month of a change, counted from the year 0: of the time in its id, which is the same wherever it is held. */
export function monthOf(changeId: Uint8Array): number {
  const milliseconds = Buffer.from(changeId.buffer, changeId.byteOffset, changeId.byteLength).readUIntBE(0, 6);
  const date = new Date(milliseconds);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}

function elementOf(changeId: Uint8Array): bigint {
  const digest = hash('sha256', changeId, 'buffer');
  return (digest.readBigUInt64BE(0) << 64n) | digest.readBigUInt64BE(8);
}
