import type { EdgeSettings } from '../../../config/edge-settings.js';
import type { NodeLink } from '../../../provisioning/node-folder.js';
import { type LinkPlan, standbys } from './link-plan.js';

const minuteMilliseconds = 60_000;

/** What the decision about links knows of one beforehand. */
export function planOfLink({ name, kind, metered, standby }: NodeLink, settings: EdgeSettings): LinkPlan {
  const { meteredBulk, meteredStandby, meteredPollMinutes } = settings;
  const wanted = standby ?? standbys.find((known) => known === meteredStandby) ?? 'cold';
  const pollMilliseconds = meteredPollMinutes * minuteMilliseconds;
  return { link: name, kind, metered, standby: metered ? wanted : 'warm', pollMilliseconds, carriesBulk: meteredBulk };
}
