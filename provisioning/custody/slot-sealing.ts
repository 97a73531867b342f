import {
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
} from 'node:crypto';
import { unwrapKey, type WrappedKey, wrapKey } from './key-wrapping.js';

/** A key sealed to a public key: X25519 (RFC 7748), HKDF-SHA-256 (RFC 5869), AES-256-GCM; all values base64url. */
export interface SealedKey extends WrappedKey {
  /** The sender's public key, used once. */
  readonly ephemeral: string;
}

/** What opens a slot, and what a key is sealed to for it. */
export interface SlotPair {
  /** 32 bytes, base64url. */
  readonly publicKey: string;
  readonly privateKey: KeyObject;
}

// The DER of a raw key (RFC 8410) is the key behind a fixed head.
const privateHead = Buffer.from('302e020100300506032b656e04220420', 'hex');
const publicHead = Buffer.from('302a300506032b656e032100', 'hex');

/**
 * The pair of a slot's secret. Sealing needs its public half only, so that a new data key reaches every slot without
 * anybody typing anything (rule K11).
 * @param secret at least 128 bits of entropy, or of a passphrase stretched by scrypt
 */
export function pairOfSecret(secret: Uint8Array, kind: string): SlotPair {
  const seed = Buffer.from(hkdfSync('sha256', secret, Buffer.alloc(0), `carnet slot ${kind} 2`, 32));
  const privateKey = createPrivateKey({ key: Buffer.concat([privateHead, seed]), format: 'der', type: 'pkcs8' });
  return { privateKey, publicKey: rawPublicKey(privateKey) };
}

/** The public half, 32 bytes, base64url. */
export function rawPublicKey(key: KeyObject): string {
  const publicKey = key.type === 'private' ? createPublicKey(key) : key;
  return publicKey.export({ format: 'der', type: 'spki' }).subarray(publicHead.length).toString('base64url');
}

/** @throws Error when it is no X25519 key */
export function publicKeyOf(raw: string): KeyObject {
  return createPublicKey({
    key: Buffer.concat([publicHead, Buffer.from(raw, 'base64url')]),
    format: 'der',
    type: 'spki',
  });
}

/** Seals a key so that only the holder of the private half opens it; `context` binds it to its place. */
export function sealKey(publicKey: string, key: Uint8Array, context: string): SealedKey {
  const pair = generateKeyPairSync('x25519');
  const ephemeral = rawPublicKey(pair.publicKey);
  const shared = diffieHellman({ privateKey: pair.privateKey, publicKey: publicKeyOf(publicKey) });
  return { ephemeral, ...wrapKey(wrappingKey(shared, ephemeral, publicKey), key, context) };
}

/** The key, or `undefined` when the pair or the place is not the right one. */
export function openSealed(
  { publicKey, privateKey }: SlotPair,
  sealed: SealedKey,
  context: string,
): Buffer | undefined {
  try {
    const shared = diffieHellman({ privateKey, publicKey: publicKeyOf(sealed.ephemeral) });
    return unwrapKey(wrappingKey(shared, sealed.ephemeral, publicKey), sealed, context);
  } catch {
    return undefined;
  }
}

function wrappingKey(shared: Uint8Array, ephemeral: string, publicKey: string): Buffer {
  const salt = Buffer.concat([Buffer.from(ephemeral, 'base64url'), Buffer.from(publicKey, 'base64url')]);
  return Buffer.from(hkdfSync('sha256', shared, salt, 'carnet sealed key 2', 32));
}
