import { createHash, randomBytes } from 'node:crypto';

/** A new secret of a session or a token: 32 random bytes, base64url (43 characters). */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** What is kept of a secret: its SHA-256, hex. A secret has 256 random bits, so it needs neither salt nor slowness. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
