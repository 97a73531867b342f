import { createHmac } from 'node:crypto';
import { Problem } from '../../protocol/problem.js';

/** Ciphers of SQLite3MultipleCiphers that authenticate each page; the first is the default because it is the fastest. */
export const ciphers = ['aegis', 'chacha20', 'sqlcipher'] as const;
export type Cipher = (typeof ciphers)[number];
export const defaultCipher: Cipher = ciphers[0];

/** @throws Problem `usage-wrong` */
export function parseCipher(name: string): Cipher {
  const cipher = ciphers.find((known) => known === name);
  if (cipher === undefined) throw new Problem('usage-wrong', `cipher is one of ${ciphers.join(', ')}`);
  return cipher;
}

/** The statements that key a connection, in order; the key goes in raw, so that no derivation is paid at each open. */
export function keyPragmas(cipher: Cipher, key: string): readonly string[] {
  const algorithm = cipher === 'aegis' ? ["algorithm='aegis-256'"] : [];
  return [`cipher='${cipher}'`, ...algorithm, `key="${keyValue(key)}"`];
}

/** The key as SQLite takes it; ATTACH takes it so, with the cipher that the connection was keyed with. */
export function keyValue(key: string): string {
  return `raw:${key}${keyCheck(key)}`;
}

/**
 * The first 16 bytes of the file, hex. A raw key needs no salt, so the place of the salt holds a fingerprint of the key:
 * that tells a wrong key from a damaged first page, which no cipher can (rule J3). One-way, of a random 256-bit key.
 */
export function keyCheck(key: string): string {
  return createHmac('sha256', Buffer.from(key, 'hex')).update('carnet-journal-key-check-1').digest('hex').slice(0, 32);
}

/** @throws Problem `usage-wrong` when the key is not 64 hexadecimal digits */
export function checkKeyForm(key: string): void {
  if (!/^[0-9a-fA-F]{64}$/.test(key)) throw new Problem('usage-wrong', 'the database key is 64 hexadecimal digits');
}
