import { type KeyObject, sign, verify } from 'node:crypto';
import { ByteWriter } from '../../protocol/bytes.js';
import { certificateFingerprintOf } from '../certificates/fingerprint.js';
import type { ShareAsk } from './message.js';

/** What a site asks for, and of whom. */
export interface Asking extends Omit<ShareAsk, 'signature'> {
  /** SHA-256 of the root certificate that the hub was met under, hex: signed for this hub and for no other. */
  readonly authorityFingerprint: string;
}

export function signAsking(privateKey: KeyObject, asking: Asking): string {
  return sign('sha256', transcriptOf(asking), privateKey).toString('hex');
}

export function isAskingSigned(publicKey: KeyObject, asking: Asking, signature: string): boolean {
  return verify('sha256', transcriptOf(asking), publicKey, Buffer.from(signature, 'hex'));
}

/** Every field is written with its length, so no two requests have the same bytes. */
function transcriptOf(asking: Asking): Uint8Array {
  const { authorityFingerprint, site, siteNonce, hubNonce, certificatePem, slot, wish } = asking;
  const writer = new ByteWriter().text('carnet key share 1').text(authorityFingerprint).text(site);
  writer.text(siteNonce).text(hubNonce).text(certificateFingerprintOf(certificatePem));
  return writer.text(slot).text(wish).finish();
}
