import { createPrivateKey, sign, verify, X509Certificate } from 'node:crypto';
import { ByteWriter } from '../../../protocol/bytes.js';
import type { SiteCode } from '../../../protocol/ids.js';
import type { Authority } from '../../certificates/authority.js';
import { certificateFingerprintOf } from '../../certificates/inspect.js';

/** What a seal says: this order, of this person, for this site and of this hub. */
export interface SealedOrder {
  readonly site: SiteCode;
  /** UUIDv7 of the order. */
  readonly id: string;
  readonly kind: string;
  readonly by: string;
}

/** RSA-SHA-256 under the key of the hub's authority, base64url (rule K14). */
export function sealOrder(authority: Authority, order: SealedOrder): string {
  const key = createPrivateKey(authority.keyPem);
  return sign('sha256', transcriptOf(authority.certificatePem, order), key).toString('base64url');
}

/** The same for a hub's identity. */
export function orderSealer(identity: { readonly authorityKeyPem: string; readonly authorityPem: string }) {
  const authority = { keyPem: identity.authorityKeyPem, certificatePem: identity.authorityPem };
  return (order: SealedOrder) => sealOrder(authority, order);
}

export function isOrderSealed(authorityPem: string, order: SealedOrder, seal: string): boolean {
  const { publicKey } = new X509Certificate(authorityPem);
  return verify('sha256', transcriptOf(authorityPem, order), publicKey, Buffer.from(seal, 'base64url'));
}

/** When the order was given, by the hub's clock, as its UUIDv7 says; milliseconds since 1970. */
export function givenMilliseconds({ id }: Pick<SealedOrder, 'id'>): number {
  return Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16) || 0;
}

/** Every field is written with its length, so no two orders have the same bytes. */
function transcriptOf(authorityPem: string, { site, id, kind, by }: SealedOrder): Uint8Array {
  const writer = new ByteWriter().text('carnet custody order 1').text(certificateFingerprintOf(authorityPem));
  return writer.text(site).text(id).text(kind).text(by).finish();
}
