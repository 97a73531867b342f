import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';

/** How long a site may take between the hub's proof and its own. */
const nonceMillisecondsMax = 5 * 60 * 1000;
const timeBytes = 8;
const randomLength = 16;
const macBytes = 16;

/**
 * Makes and knows again the hub's nonces without keeping them, so that any process of the hub can finish an enrolment
 * which another began: {time, random, MAC over both and what the site said}, base64url.
 */
export class HubNonces {
  readonly #key: Buffer;
  readonly #randomBytes: (length: number) => Uint8Array;

  constructor(authorityKeyPem: string, randomBytes: (length: number) => Uint8Array) {
    this.#key = Buffer.from(hkdfSync('sha256', authorityKeyPem, Buffer.alloc(0), 'carnet enrolment 1 nonce', 32));
    this.#randomBytes = randomBytes;
  }

  make(inviteId: string, siteNonce: string, nowMilliseconds: number): string {
    const time = Buffer.alloc(timeBytes);
    time.writeBigUInt64BE(BigInt(nowMilliseconds));
    const head = Buffer.concat([time, this.#randomBytes(randomLength)]);
    return Buffer.concat([head, this.#mac(head, inviteId, siteNonce)]).toString('base64url');
  }

  /** Whether the nonce was made here for this site's greeting, and not long ago. */
  knows(nonce: string, inviteId: string, siteNonce: string, nowMilliseconds: number): boolean {
    const bytes = Buffer.from(nonce, 'base64url');
    if (bytes.length !== timeBytes + randomLength + macBytes) return false;
    const head = bytes.subarray(0, timeBytes + randomLength);
    if (!timingSafeEqual(bytes.subarray(head.length), this.#mac(head, inviteId, siteNonce))) return false;
    const age = nowMilliseconds - (millisecondsOfNonce(nonce) ?? 0);
    return age >= 0 && age <= nonceMillisecondsMax;
  }

  #mac(head: Buffer, inviteId: string, siteNonce: string): Buffer {
    const mac = createHmac('sha256', this.#key).update(head).update(`${inviteId} ${siteNonce}`);
    return mac.digest().subarray(0, macBytes);
  }
}

/** The hub's wall clock when it made the nonce, milliseconds since 1970. */
export function millisecondsOfNonce(nonce: string): number | undefined {
  const bytes = Buffer.from(nonce, 'base64url');
  return bytes.length < timeBytes ? undefined : Number(bytes.readBigUInt64BE(0));
}
