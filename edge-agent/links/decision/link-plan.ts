import type { LinkName } from '../../../protocol/ids.js';
import { type Lane, lanes } from '../../../protocol/lane.js';

/** What a link that is paid by the byte does while it is not needed. */
export const standbys = ['warm', 'cold', 'asleep'] as const;

/** What is known of a link before it was ever used. */
export interface LinkPlan {
  readonly link: LinkName;
  readonly kind: 'fibre' | 'cellular' | 'starlink' | 'geo' | 'other';
  readonly metered: boolean;
  /**
   * Whether a session is held while it is not needed: `warm` holds one, `cold` none, but probes it, and `asleep` costs
   * nothing at all until something urgent waits and no other link works. Links that are not metered are always warm.
   */
  readonly standby: (typeof standbys)[number];
  /** How often one that sleeps asks the hub what it has, while no other link works. */
  readonly pollMilliseconds?: number;
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

/** Whether a class may use a link at all (rules L4, L52). @param exhausted nothing but urgent records is paid for now */
export function mayCarry(plan: LinkPlan, exhausted: boolean, traffic: TrafficClass): boolean {
  if (!plan.metered || traffic === 'urgent') return true;
  return !exhausted && (traffic !== 'bulk' || plan.carriesBulk);
}
