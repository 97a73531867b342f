import type { LinkHistory } from '../../journal/telemetry/link-history.js';
import type { SiteCode } from '../../protocol/ids.js';
import type { LinkBudget } from '../../protocol/links/link-budget.js';
import type { Signal } from '../../protocol/links/link-signal.js';
import type { KeptDecision } from '../../protocol/telemetry/kept-decision.js';
import type { MeasuredSample } from '../../protocol/telemetry/link-sample.js';
import { addRoundTrips, figuresOf } from '../../protocol/telemetry/round-trips.js';
import type { NodeLink } from '../../provisioning/node-folder.js';
import type { SetUpLink } from '../links/link-setup.js';
import type { SiteTelemetry } from './site-telemetry.js';

/** `GET /api/links` (contract); times in milliseconds since 1970. */
export interface LinksView {
  readonly links: readonly (SetUpLink & {
    readonly metered: boolean;
    /** Of about the last minute; `null` where nothing answered, or nothing was asked. */
    readonly roundTripMilliseconds: number | null;
    readonly lossFraction: number | null;
    readonly budget: LinkBudget | null;
    readonly signal: Signal | null;
  })[];
  /** The newest first. */
  readonly decisions: readonly KeptDecision[];
}

export const decisionsShownMax = 50;

export interface LinksSource {
  readonly site: SiteCode;
  readonly links: readonly NodeLink[];
  readonly shown: () => readonly SetUpLink[];
  readonly telemetry: Pick<SiteTelemetry, 'standings' | 'recentOf'>;
  readonly history: Pick<LinkHistory, 'decisions'>;
  readonly onError: (error: unknown) => void;
}

/** What a site shows of its links; without the decisions where their file cannot be read. */
export async function linksView(source: LinksSource): Promise<LinksView> {
  const { site, telemetry, history, onError } = source;
  const metered = new Map(source.links.map((link) => [link.name, link.metered]));
  const standings = new Map(telemetry.standings().map((standing) => [standing.link, standing]));
  const decisions = await history.decisions({ site, count: decisionsShownMax }).catch((error) => {
    onError(error);
    return [];
  });
  return {
    links: source.shown().map((link) => ({
      ...{ ...link, metered: metered.get(link.name) ?? false, ...lately(telemetry.recentOf(link.name)) },
      budget: standings.get(link.name)?.budget ?? null,
      signal: standings.get(link.name)?.signal ?? null,
    })),
    decisions,
  };
}

function lately(samples: readonly MeasuredSample[]) {
  const sent = samples.reduce((sum, sample) => sum + sample.sent, 0);
  const answered = samples.reduce((sum, sample) => sum + sample.answered, 0);
  const figures = figuresOf(addRoundTrips(samples.map(({ roundTrips }) => roundTrips)));
  return {
    roundTripMilliseconds: figures?.median ?? null,
    lossFraction: sent === 0 ? null : Math.round(((sent - answered) / sent) * 1_000) / 1_000,
  };
}
