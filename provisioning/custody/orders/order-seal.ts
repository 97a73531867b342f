import { ByteWriter } from '../../../protocol/bytes.js';
import type { SiteCode } from '../../../protocol/ids.js';
import type { Authority } from '../../certificates/authority.js';
import { isSealedUnder, sealUnder } from '../../certificates/authority-seal.js';
import { authorityOf, type HubIdentity } from '../../node-folder.js';

/** What a seal says: this order, of this person, for this site and of this hub. */
export interface SealedOrder {
  readonly site: SiteCode;
  /** UUIDv7 of the order. */
  readonly id: string;
  readonly kind: string;
  readonly by: string;
}

/** The word of the hub's authority for it (rule K14). */
export function sealOrder(authority: Authority, order: SealedOrder): string {
  return sealUnder(authority, (signer) => transcriptOf(signer, order));
}

/** The same for a hub's identity. */
export function orderSealer(identity: HubIdentity) {
  const authority = authorityOf(identity);
  return (order: SealedOrder) => sealOrder(authority, order);
}

export function isOrderSealed(trustPem: string, order: SealedOrder, seal: string): boolean {
  return isSealedUnder(trustPem, (signer) => transcriptOf(signer, order), seal);
}

/** When the order was given, by the hub's clock, as its UUIDv7 says; milliseconds since 1970. */
export function givenMilliseconds({ id }: Pick<SealedOrder, 'id'>): number {
  return Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16) || 0;
}

/** Every field is written with its length, so no two orders have the same bytes. */
function transcriptOf(signerFingerprint: string, { site, id, kind, by }: SealedOrder): Uint8Array {
  const writer = new ByteWriter().text('carnet custody order 1').text(signerFingerprint);
  return writer.text(site).text(id).text(kind).text(by).finish();
}
