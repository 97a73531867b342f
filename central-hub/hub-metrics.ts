import { addProcessMetrics } from '../config/running/health-routes.js';
import { type Counter, Metrics } from '../config/running/metrics.js';
import { addFactsGauges } from './facts/facts-gauges.js';
import type { IndexState } from './fanout/index-progress.js';
import type { FleetView } from './http/fleet-view.js';

/** What the hub counts (names for Prometheus). */
export interface HubMetrics {
  readonly metrics: Metrics;
  readonly refusals: Counter;
  readonly batches: Counter;
  readonly changes: Counter;
  readonly rejects: Counter;
  readonly probesAnswered: Counter;
  readonly probesIgnored: Counter;
  /** Alerts that were to be sent. */
  readonly alertDeliveries: Counter;
  readonly telemetryRefused: Counter;
}

export function createHubMetrics(): HubMetrics {
  const metrics = new Metrics();
  addProcessMetrics(metrics);
  return {
    metrics,
    refusals: metrics.counter('carnet_refusals_total', 'What was refused, by place and code.'),
    batches: metrics.counter('carnet_intake_batches_total', 'Batches of sites, by outcome.'),
    rejects: metrics.counter('carnet_rejects_total', 'Changes that were set aside, by end and code.'),
    probesAnswered: metrics.counter('carnet_probe_answered_total', 'Probes of sites that were answered.'),
    probesIgnored: metrics.counter('carnet_probe_ignored_total', 'Datagrams that were not answered, by reason.'),
    alertDeliveries: metrics.counter('carnet_alert_deliveries_total', 'Alerts sent or not, by channel and outcome.'),
    telemetryRefused: metrics.counter('carnet_telemetry_refused_total', 'What sites told of links in vain, by reason.'),
    changes: metrics.counter('carnet_intake_changes_total', 'Changes of sites that were new here.'),
  };
}

/** Values that are asked for when somebody looks. */
export function addFleetGauges(
  metrics: Metrics,
  readFleet: () => Promise<FleetView>,
  readIndex: () => IndexState,
): void {
  const bySite = async (value: (site: FleetView['sites'][number], now: number) => number | null) => {
    const { hub, sites } = await readFleet();
    return sites.flatMap((site) => {
      const found = value(site, hub.now);
      return found === null ? [] : [{ labels: { site: site.code }, value: found }];
    });
  };
  metrics.gauge('carnet_site_connected', 'Whether the site is connected.', () =>
    bySite(({ connected }) => (connected ? 1 : 0)),
  );
  metrics.gauge('carnet_site_last_seen_seconds', 'Time since the site was last heard of.', () =>
    bySite(({ lastSeenAt }, now) => (lastSeenAt === null ? null : Math.max(0, (now - lastSeenAt) / 1000))),
  );
  metrics.gauge('carnet_site_backlog_from_hub', 'Changes that wait here for the site.', () =>
    bySite(({ fromHub }) => fromHub.pending),
  );
  metrics.gauge('carnet_site_backlog_to_hub', 'Changes that waited at the site when it was last heard of.', () =>
    bySite(({ toHub }) => toHub.pending),
  );
  addFactsGauges(metrics, readFleet);
  metrics.gauge('carnet_index_lag_seconds', 'Age of the oldest change that cannot be searched for yet.', () => [
    { labels: {}, value: readIndex().lagMilliseconds / 1000 },
  ]);
  metrics.gauge('carnet_index_waiting_changes', 'Changes that could not be searched for at the last look.', () => [
    { labels: {}, value: readIndex().waitingChanges },
  ]);
}
