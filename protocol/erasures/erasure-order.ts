import { hash } from 'node:crypto';
import type { ResourceId, ResourceType } from '../ids.js';

/** A patient's whole record, single resources, or both. */
export interface ErasureScope {
  readonly patient?: ResourceId;
  readonly resources: readonly { readonly type: ResourceType; readonly id: ResourceId }[];
}

/** An order of law to destroy what a record says (rule W10). */
export interface ErasureOrder extends ErasureScope {
  /** UUIDv7; the order has one effect under it. */
  readonly id: string;
  /** One of {@link erasureReasons}; a newer hub may know more. */
  readonly reason: string;
  /** The decision that it rests on, as its office names it; nothing of a patient. */
  readonly reference: string;
  /** Who ordered it, at the hub. */
  readonly by: string;
  /** The same for the audit: a FHIR reference, or a name of the program's own. */
  readonly author: string;
  readonly orderedMilliseconds: number;
  /** The word of the hub's authority for it (rule S94), where it came from elsewhere. */
  readonly seal?: string;
}

/** What an erasure may rest on; the closed list. */
export const erasureReasons = ['court-order', 'subject-request', 'authority-decision', 'unlawful-record'] as const;

export type ErasureReason = (typeof erasureReasons)[number];

export const erasureLimits = {
  /** Single resources of one order. */
  resourcesMax: 100,
  idBytesMax: 64,
  referenceBytesMax: 256,
  byBytesMax: 256,
  /** A signature of an RSA key of 4096 bits with a certificate behind it, base64url. */
  sealCharactersMax: 4_000,
  /** Orders that one message names. */
  namedOrdersMax: 500,
  digestBytes: 16,
} as const;

export function isErasureReason(text: unknown): text is ErasureReason {
  return (erasureReasons as readonly unknown[]).includes(text);
}

/**
 * What an end says of all orders that it has carried out: the first 16 bytes of SHA-256 over their ids, each with a line
 * feed, in order; empty where there is none. Two ends with the same orders say the same (rule S95).
 */
export function digestOfErasures(sortedIds: readonly string[]): Uint8Array {
  if (sortedIds.length === 0) return new Uint8Array();
  const bytes = Buffer.from(sortedIds.map((id) => `${id}\n`).join(''));
  return hash('sha256', bytes, 'buffer').subarray(0, erasureLimits.digestBytes);
}
