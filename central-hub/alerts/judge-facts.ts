import type { AlertFacts, HubFacts, SiteFacts } from './alert-facts.js';
import { probesRefusedMin } from './alert-rules.js';
import { about, type Condition, type Judged } from './condition.js';
import { judgeEvents } from './judge-events.js';
import { judgeLinks } from './judge-links.js';
import { judgeMachine } from './judge-machine.js';
import { judgeSite } from './judge-site.js';

/** Says what is wrong now; pure. In the grace after a start of the hub a site that is not there is no news (rule L42). */
export function judgeFacts({ hub, sites }: AlertFacts, graceMilliseconds: number, now: number): Judged {
  const graceUntil = hub.startedAt + graceMilliseconds;
  const away = new Set(sites.flatMap(({ code, connected }) => (connected ? [] : [code])));
  // Also for a clock that was set back: then the grace ends when it was to end, and not years later.
  const inGrace = now < graceUntil && now >= hub.startedAt;
  const conditions = sites.flatMap((site) => [
    ...(site.connected ? [...judgeLinks(site, now), ...judgeSite(site, now)] : []),
    ...(site.connected || inGrace ? [] : [unreachable(site, Math.min(graceUntil, now))]),
    ...judgeEvents(site.events, site, now),
  ]);
  return {
    conditions: oneForEachKey([...judgeHub(hub, now), ...conditions]),
    silent: away,
    unknown: inGrace ? away : new Set(),
  };
}

/** @param seenAway since when the hub knows that a site is away which it has not heard of since it started */
function unreachable(site: SiteFacts, seenAway: number): Condition {
  const waiting = site.oldestUnsyncedAt;
  const detail = waiting === null ? {} : { oldestUnsyncedAt: waiting };
  const which = about('site-unreachable', 'critical', site);
  return { ...which, cause: 'no-session', since: site.since ?? seenAway, detail };
}

function judgeHub(hub: HubFacts, now: number): readonly Condition[] {
  const { backupStale, backupAt, probesForged: forged, probesReplayed: replayed } = hub;
  const found = [...judgeMachine(hub, undefined, now), ...judgeEvents(hub.events, undefined, now)];
  if (backupStale) {
    const detail = backupAt === null ? {} : { backupAt };
    found.push({ ...about('backup-stale', 'critical'), cause: 'backup-stale', since: now, detail });
  }
  if (forged >= probesRefusedMin.forged || replayed >= probesRefusedMin.replayed) {
    const cause = forged >= probesRefusedMin.forged ? 'forged' : 'replayed';
    found.push({ ...about('probes-refused', 'warning'), cause, since: now, detail: { forged, replayed } });
  }
  return found;
}

/** The first of each cause stands: what comes first is the newest, or what the site says itself. */
function oneForEachKey(conditions: readonly Condition[]): readonly Condition[] {
  const seen = new Set<string>();
  return conditions.filter(({ key }) => !seen.has(key) && seen.add(key) !== undefined);
}
