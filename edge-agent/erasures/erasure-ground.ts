import { isErasureSealed } from '../../provisioning/erasure/erasure-seal.js';
import type { NodeErasures } from '../../provisioning/erasure/node-erasures.js';
import type { LinkCertificates } from '../sync-engine-options.js';
import type { SiteErasureGround } from './site-erasures.js';

/** An order counts by the word of an authority that the site trusts now (rule S94). */
export function erasureGround(
  { erasures: node }: { readonly erasures: NodeErasures },
  certificates: Pick<LinkCertificates, 'read'>,
): SiteErasureGround {
  return { node, isSealed: (order) => isErasureSealed(certificates.read().authorityPem, order) };
}
