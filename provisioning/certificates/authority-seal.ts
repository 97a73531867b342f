import { createPrivateKey, sign, verify, X509Certificate } from 'node:crypto';
import type { Authority } from './authority.js';
import { isTrustedIssuing, shownBeside } from './chain.js';
import { certificateFingerprintOf } from './fingerprint.js';
import { certificatesIn } from './pem.js';

/** What is sealed, said of who seals it: SHA-256 of that certificate, hex. */
export type Transcript = (signerFingerprint: string) => Uint8Array;

/**
 * RSA-SHA-256 under the key of the hub's authority, base64url. Where that is an issuing one, its certificate stands behind
 * it, DER, base64url: a site knows the roots only.
 */
export function sealUnder({ keyPem, certificatePem }: Authority, transcript: Transcript): string {
  const key = createPrivateKey(keyPem);
  const signer = new X509Certificate(certificatePem);
  const signature = sign('sha256', transcript(certificateFingerprintOf(signer)), key).toString('base64url');
  const shown = shownBeside(signer);
  return shown === undefined ? signature : `${signature}.${shown.raw.toString('base64url')}`;
}

/** Whether a root of the bundle sealed it, or an issuing authority that rests on one: a leaf seals nothing. */
export function isSealedUnder(trustPem: string, transcript: Transcript, seal: string): boolean {
  const [signature = '', shown] = seal.split('.');
  const signers = shown === undefined ? certificatesIn(trustPem) : issuingIn(trustPem, shown);
  return signers.some((signer) =>
    verify(
      'sha256',
      transcript(certificateFingerprintOf(signer)),
      signer.publicKey,
      Buffer.from(signature, 'base64url'),
    ),
  );
}

function issuingIn(trustPem: string, shown: string): readonly X509Certificate[] {
  try {
    const issuing = new X509Certificate(Buffer.from(shown, 'base64url'));
    return isTrustedIssuing(trustPem, issuing) ? [issuing] : [];
  } catch {
    // OpenSSL cannot read it.
    return [];
  }
}
