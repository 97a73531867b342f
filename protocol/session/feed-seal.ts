import { createHmac, createPrivateKey, hkdfSync, timingSafeEqual } from 'node:crypto';
import type { Cursor, LogScope } from '../change.js';

/** Bytes of the hub's seal at the end of each batch of a feed. */
export const sealBytes = 16;

/** What the hub puts on its feeds, and knows again (rule E16). */
export interface FeedSeals {
  /** Proves to the hub itself, whatever its database has forgotten, that it wrote this feed up to the cursor. */
  seal(feed: LogScope, to: Cursor): Uint8Array;
  isOf(feed: LogScope, to: Cursor, seal: Uint8Array): boolean;
}

/**
 * The key of the seals, derived from that of the hub's first authority (HKDF, RFC 5869): it stands outside of the database.
 * @returns 32 bytes
 */
export function feedSealKeyOf(authorityKeyPem: string): Uint8Array {
  const secret = createPrivateKey(authorityKeyPem).export({ type: 'pkcs8', format: 'der' });
  return new Uint8Array(hkdfSync('sha256', secret, Buffer.alloc(0), 'carnet feed seal 1', 32));
}

/** Seals by a key that stands outside of the database. The chain at the cursor binds all that stands before it. */
export class AuthoritySeals implements FeedSeals {
  readonly #key: Uint8Array;

  /** @param key see {@link feedSealKeyOf} */
  constructor(key: Uint8Array) {
    this.#key = key;
  }

  seal({ direction, site, epoch, lane }: LogScope, { seq, chain }: Cursor): Uint8Array {
    const place = `${direction} ${site} ${epoch} ${lane} ${seq}\0`;
    return createHmac('sha256', this.#key).update(place).update(chain).digest().subarray(0, sealBytes);
  }

  isOf(feed: LogScope, to: Cursor, seal: Uint8Array): boolean {
    return seal.length === sealBytes && timingSafeEqual(seal, this.seal(feed, to));
  }
}

/** A batch of a feed as it travels: the seal behind it. */
export function withSeal(batch: Uint8Array, seal: Uint8Array): Uint8Array {
  return Buffer.concat([batch, seal]);
}

/** What {@link withSeal} put together. */
export function splitSeal(payload: Uint8Array): { readonly batch: Uint8Array; readonly seal: Uint8Array } {
  const length = Math.max(0, payload.length - sealBytes);
  return { batch: payload.subarray(0, length), seal: payload.subarray(length) };
}
