import { createPrivateKey, sign, verify, X509Certificate } from 'node:crypto';
import { ByteWriter } from '../../../protocol/bytes.js';
import type { SiteCode } from '../../../protocol/ids.js';
import type { Authority } from '../../certificates/authority.js';
import { isTrustedIssuing, shownBeside } from '../../certificates/chain.js';
import { certificateFingerprintOf } from '../../certificates/fingerprint.js';
import { certificatesIn } from '../../certificates/pem.js';
import { authorityOf, type HubIdentity } from '../../node-folder.js';

/** What a seal says: this order, of this person, for this site and of this hub. */
export interface SealedOrder {
  readonly site: SiteCode;
  /** UUIDv7 of the order. */
  readonly id: string;
  readonly kind: string;
  readonly by: string;
}

/**
 * RSA-SHA-256 under the key of the hub's authority, base64url (rule K14). Where that is an issuing one, its certificate
 * stands behind it, DER, base64url: a site knows the roots only.
 */
export function sealOrder(authority: Authority, order: SealedOrder): string {
  const key = createPrivateKey(authority.keyPem);
  const signer = new X509Certificate(authority.certificatePem);
  const signature = sign('sha256', transcriptOf(signer, order), key).toString('base64url');
  const shown = shownBeside(signer);
  return shown === undefined ? signature : `${signature}.${shown.raw.toString('base64url')}`;
}

/** The same for a hub's identity. */
export function orderSealer(identity: HubIdentity) {
  const authority = authorityOf(identity);
  return (order: SealedOrder) => sealOrder(authority, order);
}

/** Whether a root of the bundle sealed it, or an issuing authority that rests on one: a leaf seals nothing. */
export function isOrderSealed(trustPem: string, order: SealedOrder, seal: string): boolean {
  const [signature = '', shown] = seal.split('.');
  const signers = shown === undefined ? certificatesIn(trustPem) : issuingIn(trustPem, shown);
  return signers.some((signer) =>
    verify('sha256', transcriptOf(signer, order), signer.publicKey, Buffer.from(signature, 'base64url')),
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

/** When the order was given, by the hub's clock, as its UUIDv7 says; milliseconds since 1970. */
export function givenMilliseconds({ id }: Pick<SealedOrder, 'id'>): number {
  return Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16) || 0;
}

/** Every field is written with its length, so no two orders have the same bytes. */
function transcriptOf(signer: X509Certificate, { site, id, kind, by }: SealedOrder): Uint8Array {
  const writer = new ByteWriter().text('carnet custody order 1').text(certificateFingerprintOf(signer));
  return writer.text(site).text(id).text(kind).text(by).finish();
}
