import type { AnchorStore, ShownAudit } from '../../journal/audit/anchor-store.js';
import type { SiteProgress } from '../../journal/fleet-store.js';
import type { LinkName, SiteCode } from '../../protocol/ids.js';
import type { AlertDesk } from '../alerts/alert-desk.js';
import type { SitePeer } from '../broker/site-transport.js';
import type { FactsDesk } from '../facts/facts-desk.js';
import type { IndexState } from '../fanout/index-progress.js';
import type { OpenHub } from '../open-hub.js';
import type { DrainPace } from '../telemetry/drain-pace.js';
import type { FleetStandings } from '../telemetry/fleet-standings.js';
import { type FleetView, fleetView } from './fleet-view.js';
import { LatestEvents } from './latest-events.js';
import type { LinkLedger } from './link-ledger.js';

/** What the engine knows of the moment. */
export interface FleetEngine {
  readonly transport: { peers(): readonly SitePeer[] };
  readonly ledger: LinkLedger;
  readonly facts: Pick<FactsDesk, 'of'>;
  readonly pace: DrainPace;
  readonly index: IndexState;
  active(site: SiteCode): SitePeer | undefined;
}

export interface FleetReaderOptions {
  readonly hub: Pick<OpenHub, 'node' | 'journal'>;
  readonly engine: FleetEngine;
  readonly alerts: Pick<AlertDesk, 'openBySite'>;
  readonly standings: FleetStandings;
  readonly now: () => number;
}

const noLinks: ReadonlySet<LinkName> = new Set();

/** Reads what ops sees of all sites; console, alerts and metrics ask here. It only reads: nothing is learnt by looking. */
export class FleetReader {
  readonly #options: FleetReaderOptions;
  readonly #events: LatestEvents;

  constructor(options: FleetReaderOptions) {
    this.#options = options;
    this.#events = new LatestEvents(options.hub.journal.fleet);
  }

  async read(): Promise<FleetView> {
    const { hub, engine, alerts, standings, now } = this.#options;
    const { node, journal } = hub;
    const identity = { ...(await journal.sync.identity()), site: node.code };
    const backupAt = (await journal.backups.lastBackup())?.atMilliseconds ?? null;
    const progress = await journal.fleet.progress();
    const events = await this.#events.of([node.code, ...progress.map(({ site }) => site.code)]);
    const audits = await auditsOf(journal.anchors, progress);
    const at = now();
    const openAlerts = alerts.openBySite();
    const connected = linksBySite(engine.transport.peers());
    const presence = {
      connected: (site: SiteCode) => connected.get(site) ?? noLinks,
      active: (site: SiteCode) => engine.active(site)?.link,
      since: (site: SiteCode, link: LinkName) => engine.ledger.since(site, link),
      alerts: (site: SiteCode) => openAlerts.get(site) ?? 0,
      told: (site: SiteCode, link: LinkName) => standings.of(site, link, at),
      drain: (site: SiteCode, pending: number) => engine.pace.secondsFor(site, pending, at),
      facts: (site: SiteCode) => engine.facts.of(site),
      audit: (site: SiteCode) => audits.get(site),
    };
    return fleetView({ ...identity, index: engine.index, backupAt }, progress, events, presence, at);
  }
}

async function auditsOf(
  anchors: Pick<AnchorStore, 'shown'>,
  progress: readonly SiteProgress[],
): Promise<ReadonlyMap<SiteCode, ShownAudit | undefined>> {
  const shown = progress.map(async ({ site: { code } }) => [code, await anchors.shown(code)] as const);
  return new Map(await Promise.all(shown));
}

function linksBySite(peers: readonly SitePeer[]): ReadonlyMap<SiteCode, ReadonlySet<LinkName>> {
  const bySite = new Map<SiteCode, Set<LinkName>>();
  for (const { site, link } of peers) {
    const links = bySite.get(site);
    if (links === undefined) bySite.set(site, new Set([link]));
    else links.add(link);
  }
  return bySite;
}
