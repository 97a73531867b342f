import type { LinkName } from '../../../protocol/ids.js';
import { type Lane, lanes } from '../../../protocol/lane.js';

/** What is known of a link before it was ever used. */
export interface LinkPlan {
  readonly link: LinkName;
  readonly kind: 'fibre' | 'cellular' | 'starlink' | 'geo' | 'other';
  readonly metered: boolean;
  /**
   * Whether a session is held while it is not needed: `warm` holds one, `cold` none, but probes it, and `asleep` costs
   * nothing at all until something urgent waits and no other link works. Links that are not metered are always warm.
   */
  readonly standby: 'warm' | 'cold' | 'asleep';
  /** A person has allowed bulk over it although it is metered (rule L4). */
  readonly carriesBulk: boolean;
}

/** Lanes that are decided about together, because they ask the same of a link. */
export type TrafficClass = 'urgent' | 'clinical' | 'bulk';

export const trafficClasses: readonly TrafficClass[] = ['urgent', 'clinical', 'bulk'];

const classOfLane: Readonly<Record<Lane, TrafficClass>> = {
  0: 'urgent',
  1: 'urgent',
  2: 'clinical',
  3: 'clinical',
  4: 'clinical',
  5: 'bulk',
};

export function lanesOf(traffic: TrafficClass): readonly Lane[] {
  return lanes.filter((lane) => classOfLane[lane] === traffic);
}

/** Whether a class may use a link at all (rule L4); what of it then flows while the bytes are spent, the pacing says. */
export function mayCarry(plan: LinkPlan, exhausted: boolean, traffic: TrafficClass): boolean {
  if (!plan.metered) return true;
  return traffic !== 'bulk' || (plan.carriesBulk && !exhausted);
}
