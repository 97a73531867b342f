import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import type { CardJwk } from './card-key.js';

const dsaEncoding = 'ieee-p1363';

/** ECDSA on P-256 with SHA-256, r and s of 32 bytes one after the other, base64url (RFC 7518 §3.4). */
export function signEs256(privateKeyPem: string, covered: string): string {
  const key = createPrivateKey(privateKeyPem);
  if (key.asymmetricKeyDetails?.namedCurve !== 'prime256v1') throw new Error('not a key on P-256');
  return sign('sha256', Buffer.from(covered), { key, dsaEncoding }).toString('base64url');
}

/** Whether a signature is of this key over this text; false for a point that is not on the curve. Never throws. */
export function isSignedEs256(jwk: CardJwk, covered: string, signature: string): boolean {
  try {
    const key = createPublicKey({ key: { ...jwk }, format: 'jwk' });
    return verify('sha256', Buffer.from(covered), { key, dsaEncoding }, Buffer.from(signature, 'base64url'));
  } catch {
    return false;
  }
}
