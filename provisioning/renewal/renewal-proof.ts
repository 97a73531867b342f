import { type KeyObject, sign, verify } from 'node:crypto';
import { ByteWriter } from '../../protocol/bytes.js';
import { certificateFingerprintOf } from '../certificates/fingerprint.js';
import type { RenewalFinish } from './message.js';

/** What a site asks when it renews, and of whom. */
export interface Renewing extends Omit<RenewalFinish, 'signature'> {
  /** SHA-256 of the root certificate that the hub was met under, hex: signed for this hub and for no other. */
  readonly authorityFingerprint: string;
}

/** @param privateKey of the certificate that is renewed */
export function signRenewal(privateKey: KeyObject, renewing: Renewing): string {
  return sign('sha256', transcriptOf(renewing), privateKey).toString('hex');
}

export function isRenewalSigned(publicKey: KeyObject, renewing: Renewing, signature: string): boolean {
  return verify('sha256', transcriptOf(renewing), publicKey, Buffer.from(signature, 'hex'));
}

/** Every field is written with its length, so no two renewals have the same bytes. */
function transcriptOf(renewing: Renewing): Uint8Array {
  const { authorityFingerprint, site, siteNonce, hubNonce, certificatePem, requestPem } = renewing;
  const writer = new ByteWriter().text('carnet renewal 1').text(authorityFingerprint).text(site);
  return writer.text(siteNonce).text(hubNonce).text(certificateFingerprintOf(certificatePem)).text(requestPem).finish();
}
