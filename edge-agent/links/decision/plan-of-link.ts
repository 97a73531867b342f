import type { EdgeSettings } from '../../../config/edge-settings.js';
import type { NodeLink } from '../../../provisioning/node-folder.js';
import type { LinkPlan } from './link-plan.js';

/** What the decision about links knows of one beforehand. */
export function planOfLink({ name, kind, metered }: NodeLink, { meteredBulk }: EdgeSettings): LinkPlan {
  return { link: name, kind, metered, standby: metered ? 'cold' : 'warm', carriesBulk: meteredBulk };
}
