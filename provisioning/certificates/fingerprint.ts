import { createHash, type KeyObject, X509Certificate } from 'node:crypto';

/** SHA-256 of a certificate's DER, hex, lower case, no colons: how the fleet names it (rule E5). */
export function certificateFingerprintOf(certificate: string | Buffer | X509Certificate): string {
  const { raw } = certificate instanceof X509Certificate ? certificate : new X509Certificate(certificate);
  return createHash('sha256').update(raw).digest('hex');
}

/** SHA-256 of a public key's SPKI, DER, hex. */
export function keyFingerprintOf(key: KeyObject): string {
  return createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest('hex');
}
