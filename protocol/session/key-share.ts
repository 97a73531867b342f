import { createPublicKey, diffieHellman, generateKeyPairSync, hkdfSync, type KeyObject } from 'node:crypto';
import { sessionKeyBytes } from '../control/hello.js';
import { Problem } from '../problem.js';

/** One end's half of the key of a session (X25519, RFC 7748); made anew for each connection. */
export interface KeyShare {
  /** 32 bytes, told to the other end under a signature. */
  readonly publicBytes: Uint8Array;
  readonly privateKey: KeyObject;
}

/** What an X25519 key has before its 32 bytes in DER (RFC 8410). */
const derPrefix = Buffer.from('302a300506032b656e032100', 'hex');

export function newKeyShare(): KeyShare {
  const { publicKey, privateKey } = generateKeyPairSync('x25519');
  const der = publicKey.export({ type: 'spki', format: 'der' });
  return { publicBytes: Uint8Array.from(der.subarray(der.length - sessionKeyBytes)), privateKey };
}

/**
 * The key that both ends of a session come to (HKDF, RFC 5869), bound to both halves.
 * @throws Problem `scope-forged` when the other half is not one that a key can come of
 */
export function deriveSessionKey(own: KeyShare, otherBytes: Uint8Array, ownEnd: 'site' | 'hub'): Uint8Array {
  const halves = ownEnd === 'site' ? [own.publicBytes, otherBytes] : [otherBytes, own.publicBytes];
  const salt = Buffer.concat(halves);
  try {
    const publicKey = createPublicKey({ key: Buffer.concat([derPrefix, otherBytes]), format: 'der', type: 'spki' });
    const secret = diffieHellman({ privateKey: own.privateKey, publicKey });
    return new Uint8Array(hkdfSync('sha256', secret, salt, 'carnet session 1', 32));
  } catch (cause) {
    throw new Problem('scope-forged', 'session key', [], { cause });
  }
}
