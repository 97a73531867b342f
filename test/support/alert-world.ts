import type { AlertFacts, HubFacts, LinkFacts, SiteFacts } from '../../central-hub/alerts/alert-facts.js';
import type { AlertDelays } from '../../central-hub/alerts/alert-rules.js';
import { type AlertsState, nextAlerts, noAlerts } from '../../central-hub/alerts/next-alerts.js';
import type { Alert } from '../../journal/alerts/alert.js';
import { parseLinkName, parseSiteCode, type SiteCode } from '../../protocol/ids.js';

/** When the worlds of these tests begin, milliseconds since 1970. */
export const worldStart = Date.UTC(2026, 10, 21);
export const second = 1_000;
export const minute = 60 * second;
export const testDelays: AlertDelays = { linkMilliseconds: 2 * minute, graceMilliseconds: 3 * minute };

export const quietHub: HubFacts = {
  ...{ startedAt: worldStart - 60 * minute, backupStale: false, backupAt: null, certificateExpiresAt: null },
  ...{ diskFreeFraction: null, probesForged: 0, probesReplayed: 0, events: [] },
};

export function linkFacts(name: string, kind = name, more: Partial<LinkFacts> = {}): LinkFacts {
  return {
    ...{ name: parseLinkName(name), kind, operator: null, state: 'active', cause: 'none', since: null },
    ...{ budgetLevel: null },
    ...more,
  };
}

export function siteFacts(code: SiteCode, more: Partial<SiteFacts> = {}): SiteFacts {
  return {
    ...{ code, region: 'Nord', connected: true, since: null, links: [linkFacts('fibre'), linkFacts('geo')] },
    ...{ oldestUnsyncedAt: null, provedAt: null, events: [], certificateExpiresAt: null, diskFreeFraction: null },
    ...{ clockSure: null, onBattery: null, selfTest: null, drills: null, upgrade: null },
    ...more,
  };
}

/** The code of the nth site of a world. */
export function siteCode(index: number): SiteCode {
  return parseSiteCode(`${Math.floor(index / 100) + 1}${String(index % 100).padStart(2, '0')}`);
}

/** A hub that looks at its facts again and again, in a time of its own. */
export class AlertWorld {
  state: AlertsState = noAlerts;
  now = worldStart;
  hub = quietHub;
  sites: SiteFacts[];
  /** The latest of each alert that there ever was, by id. */
  readonly alerts = new Map<string, Alert>();

  constructor(sites: readonly SiteFacts[] = []) {
    this.sites = [...sites];
    this.look();
  }

  get facts(): AlertFacts {
    return { hub: this.hub, sites: this.sites };
  }

  set(code: SiteCode, more: Partial<SiteFacts>): void {
    this.sites = this.sites.map((site) => (site.code === code ? { ...site, ...more } : site));
  }

  setLink(code: SiteCode, name: string, more: Partial<LinkFacts>): void {
    const site = this.sites.find((candidate) => candidate.code === code);
    if (site === undefined) throw new Error(code);
    this.set(code, { links: site.links.map((link) => (link.name === name ? { ...link, ...more } : link)) });
  }

  look(): readonly Alert[] {
    const { state, changed } = nextAlerts(this.state, this.facts, this.now, testDelays);
    // As it is kept over a restart.
    this.state = JSON.parse(JSON.stringify(state)) as AlertsState;
    for (const alert of changed) this.alerts.set(alert.id, alert);
    return changed;
  }

  /** Lets time go by, with a look every so often; gives what changed. */
  pass(milliseconds: number, step = 10 * second): readonly Alert[] {
    const changed: Alert[] = [];
    for (const end = this.now + milliseconds; this.now < end; ) {
      this.now += step;
      changed.push(...this.look());
    }
    return changed;
  }

  get open(): readonly Alert[] {
    return [...this.alerts.values()].filter(({ endedAt }) => endedAt === null);
  }

  /** Open alerts in short: `kind sites`. */
  get said(): readonly string[] {
    return this.open.map(({ kind, sites }) => [kind, ...sites].join(' ')).sort();
  }
}
