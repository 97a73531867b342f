import type { Metrics } from '../../config/running/metrics.js';
import type { LinkName, SiteCode } from '../../protocol/ids.js';
import type { SiteTelemetry } from './site-telemetry.js';

/** What the probes show, under the names that users of blackbox_exporter and smokeping_prober know. */
export function addTelemetryMetrics(metrics: Metrics, telemetry: SiteTelemetry, site: SiteCode): void {
  const { tallies, teller } = telemetry;
  const byLink = (value: (link: LinkName) => number | undefined) =>
    telemetry.standings().flatMap(({ link }) => {
      const found = value(link);
      return found === undefined ? [] : [{ labels: { site, link }, value: found }];
    });
  metrics.gauge('probe_success', 'Whether the newest probes of the link were answered.', () =>
    byLink((link) => {
      const asked = telemetry.recentOf(link).findLast(({ sent }) => sent > 0);
      return asked && (asked.answered > 0 ? 1 : 0);
    }),
  );
  metrics.gauge('probe_duration_seconds', 'How long the newest answer of the link took.', () =>
    byLink((link) => {
      const milliseconds = tallies.latestMilliseconds(link);
      return milliseconds === undefined ? undefined : milliseconds / 1_000;
    }),
  );
  metrics.show('smokeping_requests_total', 'Probes that were sent, by link.', tallies.requests);
  metrics.histogram('smokeping_response_duration_seconds', 'How long answers took, by link.', tallies.responses);
  metrics.show('carnet_link_decisions_total', 'Lanes that went to another link, by reason.', tallies.decisions);
  metrics.gauge('carnet_telemetry_bytes', 'Bytes that telling the hub of the links has cost, by link.', () =>
    byLink((link) => teller.toldBytes(link)),
  );
}
