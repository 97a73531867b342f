import type { LinkKind, LinkStateName } from '../kit/sync/sync-state.js';

/** One way's backlog; times in milliseconds since 1970, `null` where not known. */
export interface Backlog {
  readonly pending: number;
  readonly oldestPendingAt: number | null;
}

export interface FleetLink {
  readonly name: string;
  readonly kind: LinkKind;
  readonly metered: boolean;
  readonly state: LinkStateName;
  readonly cause?: string | null;
  readonly since: number | null;
}

export interface FleetSite {
  readonly code: string;
  readonly name: string;
  readonly region: string;
  readonly state: 'invited' | 'active' | 'revoked';
  readonly lastSeenAt: number | null;
  readonly lastLink: string | null;
  readonly connected: boolean;
  readonly links: readonly FleetLink[];
  readonly toHub: Backlog;
  readonly fromHub: Backlog;
  readonly oldestUnsyncedAt: number | null;
  readonly records: number;
}

/** `GET /api/fleet`: counts and times of sites, nothing of any patient. */
export interface Fleet {
  readonly hub: { readonly site: string; readonly now: number; readonly hubEpoch: number };
  readonly sites: readonly FleetSite[];
}

/** The sites in the order of who waits longest; then those without a link, then by name. */
export function byTrouble(sites: readonly FleetSite[]): readonly FleetSite[] {
  const age = (site: FleetSite) => site.oldestUnsyncedAt ?? Number.POSITIVE_INFINITY;
  const silent = (site: FleetSite) => (isSilent(site) ? 0 : 1);
  return [...sites].sort((one, other) => {
    // Two sites without a backlog are both at infinity, whose difference is no number.
    const waiting = age(one) === age(other) ? 0 : age(one) - age(other);
    return waiting || silent(one) - silent(other) || one.name.localeCompare(other.name, 'fr');
  });
}

/** An active site of which no session stands. */
export function isSilent(site: FleetSite): boolean {
  return site.state === 'active' && !site.connected;
}

const waitingMillisecondsMax = 5 * 60 * 1000;

/** Whether somebody should look at a site: it is cut off, or something of it has waited for minutes. */
export function needsAttention(site: FleetSite, nowMilliseconds: number): boolean {
  const waited = site.oldestUnsyncedAt === null ? 0 : nowMilliseconds - site.oldestUnsyncedAt;
  return isSilent(site) || waited > waitingMillisecondsMax;
}

export function pendingOf(site: FleetSite): number {
  return site.toHub.pending + site.fromHub.pending;
}
