import { type FleetEventKind, fleetEventKinds } from '../protocol/fleet-event-kinds.js';
import type { SiteCode } from '../protocol/ids.js';
import {
  type EventsAfter,
  eventsPerSiteMax,
  type FleetEvent,
  type FleetEventDetail,
  type FleetEventQuery,
  type NewFleetEvent,
} from './fleet-events.js';
import { type EventRow, eventSql } from './sql/events.js';
import type { Connection } from './sqlite/connection.js';

/** Adds an event; the oldest of a site that has more than may be kept goes. Within the caller's transaction, or alone. */
export function addEvent(connection: Connection, event: NewFleetEvent): void {
  const { site, kind, detail, atMilliseconds } = event;
  connection.run(eventSql.add, Math.floor(atMilliseconds), site, kind, JSON.stringify(detail));
  connection.run(eventSql.prune, site, site, eventsPerSiteMax);
}

/** The latest events, the newest first. */
export function readEvents(connection: Connection, { site, limit }: FleetEventQuery): readonly FleetEvent[] {
  const rows =
    site === undefined ? connection.all(eventSql.latest, limit) : connection.all(eventSql.latestOf, site, limit);
  return rows.flatMap(eventOf);
}

/** Events read at once by who follows them. */
const followedMax = 1_000;

/** What was noted after an event, the oldest first. */
export function readEventsAfter(connection: Connection, id: number): EventsAfter {
  const rows = connection.all(eventSql.after, id, followedMax);
  return { events: rows.flatMap(eventOf), lastId: rows.at(-1)?.id ?? id, more: rows.length === followedMax };
}

/** A kind that this program does not know was noted by a newer one: it has no words for it. */
function eventOf({ id, milliseconds, site, kind, detail }: EventRow): readonly FleetEvent[] {
  if (!isFleetEventKind(kind)) return [];
  const told = JSON.parse(detail) as FleetEventDetail;
  return [{ id, site: site as SiteCode, kind, detail: told, atMilliseconds: milliseconds }];
}

function isFleetEventKind(kind: string): kind is FleetEventKind {
  return (fleetEventKinds as readonly string[]).includes(kind);
}
