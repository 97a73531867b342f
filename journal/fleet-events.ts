import type { FleetEventKind } from '../protocol/fleet-event-kinds.js';
import type { SiteCode } from '../protocol/ids.js';

/** Names, counts and codes; never anything of a patient (rule R3). */
export type FleetEventDetail = Readonly<Record<string, string | number | boolean>>;

export interface NewFleetEvent {
  /** The site that it is about; the hub's own code for the hub itself. */
  readonly site: SiteCode;
  readonly kind: FleetEventKind;
  readonly detail: FleetEventDetail;
  readonly atMilliseconds: number;
}

export interface FleetEvent extends NewFleetEvent {
  /** Grows with each event of this hub. */
  readonly id: number;
}

export interface FleetEventQuery {
  /** Without it, events of all sites and of the hub. */
  readonly site?: SiteCode;
  readonly limit: number;
}

/** What came after an event. */
export interface EventsAfter {
  /** In the order in which they were noted. */
  readonly events: readonly FleetEvent[];
  /** The last that was looked at, also one that this program has no words for. */
  readonly lastId: number;
  /** Whether more may have come. */
  readonly more: boolean;
}

/** Events kept of one site, the latest; one that forges something every minute must not fill the disk. */
export const eventsPerSiteMax = 1_000;
