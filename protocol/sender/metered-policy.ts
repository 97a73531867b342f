import { type Lane, lane as lanes } from '../lane.js';
import type { LinkBudget } from '../links/link-budget.js';

/** What IP, UDP, the tunnel, TCP and TLS add to a batch of some size, measured in the lab. */
const wireShare = 1.12;
const wireBytesPerBatch = 160;
/** How many days of the month clinical changes may use on one day: an outage of the other links is not the end of it. */
const clinicalDaysAheadMax = 7;

/** What a batch of some size takes of the link, until the meter has seen it. */
export function wireBytesOf(batchBytes: number): number {
  return Math.round(batchBytes * wireShare) + wireBytesPerBatch;
}

/**
 * What a link that is paid by the byte carries (rules L4, L52): urgent changes always; clinical ones while the month lasts
 * that is not kept for urgent ones, and never more than a week's share in a day; administrative ones and what is known of
 * attachments within the share of the day, and bulk too on a person's word.
 * @param unseenBytes went out, and stand in no budget yet
 * @param released a person has let bulk go too
 */
export function mayFlowMetered(budget: LinkBudget, unseenBytes: number, lane: Lane, released: boolean): boolean {
  if (lane <= lanes.urgent) return true;
  const { capBytes, urgentReserveBytes, usedBytes, pacedBytesToday, dayBytes } = budget;
  if (usedBytes + unseenBytes >= capBytes - urgentReserveBytes) return false;
  if (lane === lanes.bulk && !released) return false;
  const todayMax = lane === lanes.clinical ? dayBytes * clinicalDaysAheadMax : dayBytes;
  return pacedBytesToday + unseenBytes < todayMax;
}
