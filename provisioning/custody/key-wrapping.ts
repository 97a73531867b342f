import { createCipheriv, createDecipheriv, hkdfSync, randomBytes, scrypt } from 'node:crypto';

/** A data key wrapped by AES-256-GCM (NIST SP 800-38D); all values base64url. */
export interface WrappedKey {
  readonly nonce: string;
  readonly wrapped: string;
  readonly tag: string;
}

/** scrypt parameters of a passphrase slot (RFC 7914): 128 MiB, since a slot is opened once a start and a thief may try long. */
export interface ScryptCost {
  readonly N: number;
  readonly r: number;
  readonly p: number;
}

export const passphraseCost: ScryptCost = { N: 2 ** 17, r: 8, p: 1 };

/** Wraps the data key; `context` binds the result to its slot, so that slots cannot be exchanged. */
export function wrapKey(wrappingKey: Uint8Array, dataKey: Uint8Array, context: string): WrappedKey {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', wrappingKey, nonce);
  cipher.setAAD(Buffer.from(context));
  const wrapped = Buffer.concat([cipher.update(dataKey), cipher.final()]);
  return {
    nonce: nonce.toString('base64url'),
    wrapped: wrapped.toString('base64url'),
    tag: cipher.getAuthTag().toString('base64url'),
  };
}

/** The data key, or `undefined` when the wrapping key or the slot is not the right one. */
export function unwrapKey(wrappingKey: Uint8Array, slot: WrappedKey, context: string): Buffer | undefined {
  try {
    const nonce = Buffer.from(slot.nonce, 'base64url');
    const decipher = createDecipheriv('aes-256-gcm', wrappingKey, nonce, { authTagLength: 16 });
    decipher.setAAD(Buffer.from(context));
    decipher.setAuthTag(Buffer.from(slot.tag, 'base64url'));
    return Buffer.concat([decipher.update(Buffer.from(slot.wrapped, 'base64url')), decipher.final()]);
  } catch {
    return undefined;
  }
}

/** The wrapping key of a key token: 32 random bytes kept in a file. */
export function wrappingKeyOfToken(token: string): Buffer {
  return Buffer.from(hkdfSync('sha256', Buffer.from(token, 'base64url'), Buffer.alloc(0), 'carnet slot token 1', 32));
}

export function wrappingKeyOfPassphrase(passphrase: string, salt: Buffer, cost: ScryptCost): Promise<Buffer> {
  const options = { ...cost, maxmem: 256 * cost.N * cost.r };
  return new Promise((resolve, reject) => {
    scrypt(passphrase.normalize('NFC'), salt, 32, options, (error, key) => (error ? reject(error) : resolve(key)));
  });
}
