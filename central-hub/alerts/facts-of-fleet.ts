import type { BoxFacts } from '../../protocol/facts/box-facts.js';
import { upsSays } from '../../protocol/facts/ups-flags.js';
import type { FleetSite, FleetView } from '../http/fleet-view.js';
import type { AlertFacts, HubFacts, LinkFacts, SiteFacts } from './alert-facts.js';

/** What only the hub's own machine knows. */
export type OwnFacts = Omit<HubFacts, 'backupAt' | 'events'>;

/** Takes what alerts are made of out of what ops sees. A site that has never been connected is not missed. */
export function factsOfFleet({ hub, sites }: FleetView, own: OwnFacts): AlertFacts {
  return {
    hub: { ...own, backupAt: hub.backupAt, events: hub.events },
    sites: sites.filter(({ state, lastSeenAt }) => state === 'active' && lastSeenAt !== null).map(siteFactsOf),
  };
}

function siteFactsOf(site: FleetSite): SiteFacts {
  const { code, region, connected, lastSeenAt, links, oldestUnsyncedAt, provedAt, events } = site;
  return {
    ...{ code, region, connected, oldestUnsyncedAt, provedAt, events, links: links.map(linkFactsOf) },
    since: connected ? null : lastSeenAt,
    ...boxFactsOf(site.facts),
  };
}

const nothingSaid = {
  ...{
    certificateExpiresAt: null,
    diskFreeFraction: null,
    clockSure: null,
    onBattery: null,
    selfTest: null,
    drills: null,
    upgrade: null,
  },
} as const;

/** What the box said of itself; `null` where it said nothing. */
function boxFactsOf(facts: BoxFacts | null): Pick<SiteFacts, keyof typeof nothingSaid> {
  if (facts === null) return nothingSaid;
  const { certificateExpiresAt, diskFreeBytes, diskTotalBytes, clockState, ups, selfTest } = facts;
  return {
    certificateExpiresAt,
    diskFreeFraction: diskTotalBytes === 0 ? null : diskFreeBytes / diskTotalBytes,
    clockSure: clockState === 'sure',
    drills: facts.backups.standing,
    onBattery: ups === null ? null : upsSays(ups.state, 'OB'),
    selfTest,
    upgrade: facts.program?.upgrade ?? null,
  };
}

function linkFactsOf(link: FleetSite['links'][number]): LinkFacts {
  const { name, kind, state, cause, since, budget, signal } = link;
  const operator = signal?.kind === 'cellular' && signal.operator !== '' ? signal.operator : null;
  return { name, kind, state, cause, since, operator, budgetLevel: budget?.level ?? null };
}
