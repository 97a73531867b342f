import type { Fleet, Site } from './fleet.js';

/** Why a site needs somebody, the gravest first. */
export const reasons = ['cloned', 'cut', 'neverConnected', 'forged', 'late', 'degraded', 'setup', 'spare'] as const;
export type Reason = (typeof reasons)[number];

export interface Trouble {
  readonly reason: Reason;
  /** Nothing gets through; the others still deliver. */
  readonly grave: boolean;
  /** Milliseconds since 1970; `undefined` when not known. */
  readonly since: number | undefined;
}

/** A record that waits for longer than this although its site is connected. */
const lateMillisecondsMin = 5 * 60_000;

/** How long a refused forgery keeps a site among those to look at. */
const forgedMilliseconds = 24 * 60 * 60_000;

/** What is wrong with a site at a time of the hub's clock; `undefined` when nothing is. */
export function troubleOf(site: Site, nowMilliseconds: number): Trouble | undefined {
  if (site.state !== 'active') return undefined;
  const clone = site.events.find(({ kind }) => kind === 'site-cloned' || kind === 'site-readmitted');
  if (clone?.kind === 'site-cloned') return { reason: 'cloned', grave: true, since: clone.at };
  if (!site.connected) {
    return site.lastSeenAt === undefined
      ? { reason: 'neverConnected', grave: true, since: undefined }
      : { reason: 'cut', grave: true, since: site.lastSeenAt };
  }
  const forged = site.events.find(
    ({ kind, at }) => kind === 'scope-forged' && nowMilliseconds - at < forgedMilliseconds,
  );
  if (forged) return { reason: 'forged', grave: false, since: forged.at };
  const { oldestUnsyncedAt: oldest } = site;
  if (oldest !== undefined && nowMilliseconds - oldest >= lateMillisecondsMin) {
    return { reason: 'late', grave: false, since: oldest };
  }
  const weak = site.links.find((link) => link.state === 'degraded');
  if (weak) return { reason: 'degraded', grave: false, since: weak.since };
  if (site.facts !== undefined && site.facts.linkFaults.length > 0) {
    return { reason: 'setup', grave: false, since: undefined };
  }
  const activeIndex = site.links.findIndex((link) => link.state === 'active');
  const lost = site.links.slice(0, Math.max(0, activeIndex)).find((link) => link.state === 'down');
  return lost ? { reason: 'spare', grave: false, since: lost.since } : undefined;
}

const statesInOrder: readonly Site['state'][] = ['active', 'invited', 'revoked'];

/** What waits for less than this is on its way: rows must not jump with every record that passes. */
const waitingMillisecondsMin = 10_000;

/** The sites in service by the age of their oldest record that waits, then by trouble and name; the others after them. */
export function inOrder(fleet: Fleet): readonly Site[] {
  const waitsSince = (site: Site) => {
    const at = site.oldestUnsyncedAt;
    return at !== undefined && fleet.now - at >= waitingMillisecondsMin ? at : Number.MAX_SAFE_INTEGER;
  };
  const gravity = (site: Site) => {
    const trouble = troubleOf(site, fleet.now);
    return trouble ? reasons.indexOf(trouble.reason) : reasons.length;
  };
  return [...fleet.sites].sort(
    (one, other) =>
      statesInOrder.indexOf(one.state) - statesInOrder.indexOf(other.state) ||
      waitsSince(one) - waitsSince(other) ||
      gravity(one) - gravity(other) ||
      one.name.localeCompare(other.name, 'fr') ||
      one.code.localeCompare(other.code),
  );
}

/** The figures on top of the page; a site that was taken out of service counts nowhere but in `revoked`. */
export interface Totals {
  readonly active: number;
  readonly inTrouble: number;
  /** Whether nothing gets through to or from one of these. */
  readonly grave: boolean;
  /** Not connected: what they have saved since is not in the counts. */
  readonly silent: number;
  readonly invited: number;
  readonly revoked: number;
  readonly toHub: number;
  readonly fromHub: number;
  readonly oldest: { readonly at: number; readonly site: Site } | undefined;
}

export function totalsOf(fleet: Fleet): Totals {
  const active = fleet.sites.filter((site) => site.state === 'active');
  const troubles = active.flatMap((site) => troubleOf(site, fleet.now) ?? []);
  const count = (state: Site['state']) => fleet.sites.filter((site) => site.state === state).length;
  const waiting = active.flatMap((site) =>
    site.oldestUnsyncedAt === undefined ? [] : [{ at: site.oldestUnsyncedAt, site }],
  );
  return {
    active: active.length,
    inTrouble: troubles.length,
    grave: troubles.some(({ grave }) => grave),
    silent: active.filter((site) => !site.connected).length,
    invited: count('invited'),
    revoked: count('revoked'),
    toHub: active.reduce((sum, site) => sum + site.toHub.pending, 0),
    fromHub: active.reduce((sum, site) => sum + site.fromHub.pending, 0),
    oldest: waiting.sort((one, other) => one.at - other.at)[0],
  };
}
