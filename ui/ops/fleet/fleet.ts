import { type FleetEventKind, fleetEventKinds } from '../../../protocol/fleet-event-kinds.js';
import { linkStates } from '../../../protocol/links/link-states.js';
import { countOf, fieldsOf, listOf, numberOf, textOf, timeOf } from '../../kit/http/read-fields.js';
import { type Budget, readBudget } from '../../kit/sync/budget.js';
import { type LinkCause, type LinkKind, type LinkStateName, linkKinds, readCause } from '../../kit/sync/link-codes.js';
import { type Audit, readAudit } from './audit.js';
import { type Facts, readFacts } from './facts.js';
import { readSignal, type Signal } from './signal.js';

/** A link of a site, as the site says while it is heard, else as the hub sees it. */
export interface SiteLink {
  readonly name: string;
  readonly kind: LinkKind;
  readonly metered: boolean;
  readonly state: LinkStateName;
  /** `undefined` when there is none. */
  readonly cause: LinkCause | undefined;
  /** Milliseconds since 1970; `undefined` when the hub has not heard of the link since it started. */
  readonly since: number | undefined;
  /** `undefined` when it may carry what it will. */
  readonly budget: Budget | undefined;
  readonly signal: Signal | undefined;
}

/** What waits in one direction. */
export interface Backlog {
  readonly pending: number;
  readonly oldestAt: number | undefined;
}

/** What happened, by its kind; `other` for one that this page has no words for. */
export interface FleetEvent {
  readonly at: number;
  readonly kind: FleetEventKind | 'other';
  /** Of a site that left an epoch: what may be lost with its state before (rule S90). */
  readonly loss?: PossibleLoss | undefined;
}

/** What a site had announced and the hub did not hold, since when, and when the hub had last heard of the site. */
export interface PossibleLoss {
  readonly unheld: number;
  readonly unheldSince: number | undefined;
  readonly heardAt: number;
}

export const siteStates = ['invited', 'active', 'revoked'] as const;

/** One site of the fleet; all times in milliseconds since 1970 by the hub's clock. Holds nothing of any patient. */
export interface Site {
  readonly code: string;
  readonly name: string;
  readonly region: string;
  readonly state: (typeof siteStates)[number];
  readonly connected: boolean;
  readonly lastSeenAt: number | undefined;
  readonly lastLink: string | undefined;
  readonly links: readonly SiteLink[];
  /** As the site said when it was last heard of. */
  readonly toHub: Backlog;
  readonly fromHub: Backlog;
  readonly oldestUnsyncedAt: number | undefined;
  /** How long what waits at the site still takes at the pace of late; `undefined` when that cannot be said. */
  readonly drainSeconds: number | undefined;
  /** `undefined` before the site has told of its box. */
  readonly facts: Facts | undefined;
  /** Alerts that concern the site and are open. */
  readonly alerts: number;
  /** Records that the hub has received from the site. */
  readonly received: number;
  /** When site and hub last proved to each other that nothing is missing. */
  readonly provedAt: number | undefined;
  /** `undefined` before the hub has heard of it. */
  readonly audit: Audit | undefined;
  /** The newest first. */
  readonly events: readonly FleetEvent[];
}

export interface Fleet {
  /** The hub's clock when it answered. */
  readonly now: number;
  /** When the hub's last backup was made. */
  readonly backupAt: number | undefined;
  /** How far searches at the hub are behind what it holds; `undefined` when it does not say. */
  readonly searchLagMilliseconds: number | undefined;
  /** Of the hub itself, the newest first. */
  readonly events: readonly FleetEvent[];
  readonly sites: readonly Site[];
}

/** Reads `GET /api/fleet`; what is missing or unknown becomes the most careful value, never an exception. */
export function readFleet(value: unknown): Fleet {
  const answer = fieldsOf(value);
  const hub = fieldsOf(answer['hub']);
  return {
    now: timeOf(hub['now']) ?? Date.now(),
    backupAt: timeOf(hub['backupAt']),
    searchLagMilliseconds: numberOf(hub['indexLagMilliseconds']),
    events: readEvents(hub['events']),
    sites: listOf(answer['sites']).map(readSite),
  };
}

function readSite(value: unknown): Site {
  const site = fieldsOf(value);
  return {
    code: textOf(site['code']),
    name: textOf(site['name']),
    region: textOf(site['region']),
    state: siteStates.find((state) => state === site['state']) ?? 'active',
    connected: site['connected'] === true,
    lastSeenAt: timeOf(site['lastSeenAt']),
    lastLink: textOf(site['lastLink']) || undefined,
    links: listOf(site['links']).map(readLink),
    toHub: readBacklog(site['toHub']),
    fromHub: readBacklog(site['fromHub']),
    oldestUnsyncedAt: timeOf(site['oldestUnsyncedAt']),
    drainSeconds: numberOf(site['drainSeconds']),
    facts: readFacts(site['facts']),
    alerts: countOf(site['alerts']),
    received: countOf(site['records']),
    provedAt: timeOf(site['provedAt']),
    audit: readAudit(site['audit']),
    events: readEvents(site['events']),
  };
}

function readEvents(value: unknown): readonly FleetEvent[] {
  return listOf(value).flatMap((item) => {
    const event = fieldsOf(item);
    const at = timeOf(event['at']);
    const kind = fleetEventKinds.find((known) => known === event['kind']) ?? 'other';
    return at === undefined ? [] : [{ at, kind, loss: readLoss(event['detail']) }];
  });
}

function readLoss(value: unknown): PossibleLoss | undefined {
  const detail = fieldsOf(value);
  const [unheld, heardAt] = [numberOf(detail['unheld']), timeOf(detail['heardAt'])];
  if (unheld === undefined || heardAt === undefined) return undefined;
  return { unheld, unheldSince: timeOf(detail['unheldSince']), heardAt };
}

function readLink(value: unknown): SiteLink {
  const link = fieldsOf(value);
  return {
    name: textOf(link['name']),
    kind: linkKinds.find((kind) => kind === link['kind']) ?? 'other',
    metered: link['metered'] === true,
    state: linkStates.find((state) => state === link['state']) ?? 'down',
    cause: readCause(link['cause']),
    since: timeOf(link['since']),
    budget: readBudget(link['budget']),
    signal: readSignal(link['signal']),
  };
}

function readBacklog(value: unknown): Backlog {
  const backlog = fieldsOf(value);
  return { pending: countOf(backlog['pending']), oldestAt: timeOf(backlog['oldestPendingAt']) };
}
