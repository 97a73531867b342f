import { ByteWriter } from '../../protocol/bytes.js';
import type { ErasureOrder } from '../../protocol/erasures/erasure-order.js';
import { isSealedUnder, sealUnder } from '../certificates/authority-seal.js';
import { authorityOf, type HubIdentity } from '../node-folder.js';

/** Seals erasures with the word of a hub's authority (rule S94). */
export function erasureSealer(identity: HubIdentity) {
  const authority = authorityOf(identity);
  return (order: ErasureOrder): string => sealUnder(authority, (signer) => transcriptOf(signer, order));
}

/** Whether a root of the bundle sealed it, or an issuing authority that rests on one. */
export function isErasureSealed(trustPem: string, order: ErasureOrder): boolean {
  return isSealedUnder(trustPem, (signer) => transcriptOf(signer, order), order.seal ?? '');
}

/** Every field is written with its length, so no two orders have the same bytes. */
function transcriptOf(signerFingerprint: string, order: ErasureOrder): Uint8Array {
  const { id, reason, reference, by, author, orderedMilliseconds, patient = '', resources } = order;
  const writer = new ByteWriter().text('carnet erasure 1').text(signerFingerprint);
  writer.text(id).text(reason).text(reference).text(by).text(author).integer(Math.floor(orderedMilliseconds));
  writer.text(patient).integer(resources.length);
  for (const { type, id: resource } of resources) writer.text(type).text(resource);
  return writer.finish();
}
