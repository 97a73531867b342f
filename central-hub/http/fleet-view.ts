import type { ShownAudit } from '../../journal/audit/anchor-store.js';
import type { FleetEvent, FleetEventDetail } from '../../journal/fleet-events.js';
import type { SiteProgress } from '../../journal/fleet-store.js';
import type { NodeIdentity } from '../../journal/sync-store.js';
import type { BoxFacts } from '../../protocol/facts/box-facts.js';
import type { FleetEventKind } from '../../protocol/fleet-event-kinds.js';
import type { LinkName, SiteCode } from '../../protocol/ids.js';
import type { LinkBudget } from '../../protocol/links/link-budget.js';
import type { LinkCauseCode } from '../../protocol/links/link-causes.js';
import type { Signal } from '../../protocol/links/link-signal.js';
import type { LinkStateCode } from '../../protocol/links/link-states.js';
import type { LinkStanding } from '../../protocol/telemetry/link-standing.js';
import type { IndexState } from '../fanout/index-progress.js';
import { stateOfLinks } from './link-ledger.js';

/** What is connected right now. */
export interface Presence {
  readonly connected: (site: SiteCode) => ReadonlySet<LinkName>;
  readonly active: (site: SiteCode) => LinkName | undefined;
  readonly since: (site: SiteCode, link: LinkName) => number | undefined;
  /** How many alerts of a site go on. */
  readonly alerts?: (site: SiteCode) => number;
  /** How a link stands by the site's own word; absent where no site tells. */
  readonly told?: (site: SiteCode, link: LinkName) => LinkStanding | undefined;
  /** In how many seconds so many changes that wait will be here. */
  readonly drain?: (site: SiteCode, pending: number) => number | null;
  readonly facts?: (site: SiteCode) => BoxFacts | undefined;
  readonly audit?: (site: SiteCode) => ShownAudit | undefined;
}

interface Backlog {
  readonly pending: number;
  /** Milliseconds since 1970; `null` when nothing waits or it is not known. */
  readonly oldestPendingAt: number | null;
}

/** Something that happened to a site or to the hub. */
export interface ShownEvent {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly kind: FleetEventKind;
  readonly detail: FleetEventDetail;
}

/** Events shown of one site. */
export const eventsShownMax = 20;

/** One site of `GET /api/fleet`; all times in milliseconds since 1970, `null` where not known. */
export interface FleetSite {
  readonly code: SiteCode;
  readonly name: string;
  readonly region: string;
  readonly state: 'invited' | 'active' | 'revoked';
  readonly lastSeenAt: number | null;
  readonly lastLink: LinkName | null;
  readonly connected: boolean;
  readonly links: readonly {
    readonly name: LinkName;
    readonly kind: string;
    readonly metered: boolean;
    /** As the site says while it is heard; else as the hub can know it. */
    readonly state: LinkStateCode;
    readonly cause: LinkCauseCode;
    readonly since: number | null;
    readonly budget: LinkBudget | null;
    readonly signal: Signal | null;
  }[];
  /** What the site had not yet delivered at its last report (rule S13), less what came since. */
  readonly toHub: Backlog;
  readonly fromHub: Backlog;
  /** In how many seconds all that waits at the site will be here, at its pace of the last minute. */
  readonly drainSeconds: number | null;
  readonly oldestUnsyncedAt: number | null;
  readonly records: number;
  /** When the site and the hub were last proved to hold the same (rule D6). */
  readonly provedAt: number | null;
  /** Alerts that go on. */
  readonly alerts: number;
  /** What the box said of itself. */
  readonly facts: BoxFacts | null;
  /** How far its audit is confirmed here (rule R12); `null` before anything was heard of it. */
  readonly audit: ShownAudit | null;
  /** The latest {@link eventsShownMax}, the newest first. */
  readonly events: readonly ShownEvent[];
}

export interface FleetView {
  readonly hub: {
    readonly site: SiteCode;
    readonly now: number;
    readonly hubEpoch: number;
    /** How far searches at the hub are behind (rule J5). */
    readonly indexLagMilliseconds: number;
    readonly indexWaitingChanges: number;
    /** When the last backup was made. */
    readonly backupAt: number | null;
    readonly events: readonly ShownEvent[];
  };
  readonly sites: readonly FleetSite[];
}

/** Puts together what ops sees: counts and times of sites, and nothing of any patient (rule R2). */
export function fleetView(
  identity: NodeIdentity & { readonly index: IndexState; readonly backupAt: number | null },
  progress: readonly SiteProgress[],
  /** By site, and the hub's own; the newest first. */
  events: ReadonlyMap<SiteCode, readonly FleetEvent[]>,
  presence: Presence,
  nowMilliseconds: number,
): FleetView {
  const { site: code, hubEpoch, index, backupAt } = identity;
  const shownOf = (site: SiteCode) =>
    (events.get(site) ?? []).map(({ atMilliseconds, kind, detail }) => ({ at: atMilliseconds, kind, detail }));
  const sites = progress.map((site) => ({
    ...siteView(site, presence, nowMilliseconds),
    events: shownOf(site.site.code),
  }));
  const { lagMilliseconds: indexLagMilliseconds, waitingChanges: indexWaitingChanges } = index;
  const own = { site: code, now: nowMilliseconds, hubEpoch, indexLagMilliseconds, indexWaitingChanges, backupAt };
  return { hub: { ...own, events: shownOf(code) }, sites };
}

function siteView(progress: SiteProgress, presence: Presence, nowMilliseconds: number): Omit<FleetSite, 'events'> {
  const { site, towards, from, records } = progress;
  const connected = presence.connected(site.code);
  const states = stateOfLinks(site.links, connected, presence.active(site.code));
  const toHubPending = sum(from.map((lane) => Math.max(0, lane.headSeq - lane.durableSeq)));
  const fromHubOldest = earliest(towards.map((lane) => lane.oldestPendingMilliseconds));
  const toHubOldest = toHubPending > 0 ? oldestAtSite(progress, nowMilliseconds) : null;
  return {
    code: site.code,
    name: site.name,
    region: site.region,
    state: site.state,
    lastSeenAt: connected.size > 0 ? nowMilliseconds : (site.lastSeenMilliseconds ?? null),
    lastLink: presence.active(site.code) ?? site.lastLink ?? null,
    connected: connected.size > 0,
    links: site.links.map(({ name, kind, metered }, index) => {
      const told = connected.size > 0 ? presence.told?.(site.code, name) : undefined;
      return {
        ...{ name, kind, metered, state: told?.state ?? states[index] ?? 'down', cause: told?.cause ?? 'none' },
        since: told?.since ?? presence.since(site.code, name) ?? null,
        ...{ budget: told?.budget ?? null, signal: told?.signal ?? null },
      };
    }),
    toHub: { pending: toHubPending, oldestPendingAt: toHubOldest },
    drainSeconds: presence.drain?.(site.code, toHubPending) ?? null,
    fromHub: { pending: sum(towards.map((lane) => lane.pending)), oldestPendingAt: fromHubOldest },
    oldestUnsyncedAt: earliest([toHubOldest ?? undefined, fromHubOldest ?? undefined]),
    records,
    provedAt: progress.provedMilliseconds ?? null,
    alerts: presence.alerts?.(site.code) ?? 0,
    facts: presence.facts?.(site.code) ?? null,
    audit: presence.audit?.(site.code) ?? null,
  };
}

/** The site's own word (rule S13); before its first report, it has waited since the site was last heard of, at most. */
function oldestAtSite({ site, from }: SiteProgress, nowMilliseconds: number): number | null {
  const told = earliest(from.map((lane) => lane.oldestPendingMilliseconds));
  // By the site's clock, which may be ahead of ours.
  return told === null ? (site.lastSeenMilliseconds ?? null) : Math.min(told, nowMilliseconds);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function earliest(times: readonly (number | undefined)[]): number | null {
  const known = times.filter((time) => time !== undefined);
  return known.length === 0 ? null : Math.min(...known);
}
