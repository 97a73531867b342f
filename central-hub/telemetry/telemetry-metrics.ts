import type { Metrics, Sample } from '../../config/running/metrics.js';
import type { LinkSample } from '../../protocol/telemetry/link-sample.js';
import type { FleetView } from '../http/fleet-view.js';
import type { FleetStandings } from './fleet-standings.js';

/** What sites tell of their links, under the names that users of blackbox_exporter know; of sites that are connected. */
export function addTelemetryMetrics(
  metrics: Metrics,
  readFleet: () => Promise<FleetView>,
  standings: FleetStandings,
): void {
  type Link = FleetView['sites'][number]['links'][number];
  const byLink = async (value: (link: Link, newest: LinkSample | undefined) => number | undefined) => {
    const { sites } = await readFleet();
    return sites.flatMap(({ code: site, connected, links }) =>
      links.flatMap((link): Sample[] => {
        const found = connected ? value(link, standings.newestOf(site, link.name)) : undefined;
        return found === undefined ? [] : [{ labels: { site, link: link.name }, value: found }];
      }),
    );
  };
  metrics.gauge('probe_success', 'Whether the link works, as its site says.', () =>
    byLink(({ state }) => (state === 'down' ? 0 : 1)),
  );
  metrics.gauge('probe_duration_seconds', 'Median of the newest sample that the site has told.', () =>
    byLink((_link, newest) => (newest?.roundTrip ? newest.roundTrip.median / 1_000 : undefined)),
  );
  metrics.gauge('carnet_site_link_budget_used_bytes', 'What is used of the month of a metered link.', () =>
    byLink(({ budget }) => budget?.usedBytes),
  );
  metrics.gauge('carnet_site_link_budget_cap_bytes', 'The month of a metered link.', () =>
    byLink(({ budget }) => budget?.capBytes),
  );
}
