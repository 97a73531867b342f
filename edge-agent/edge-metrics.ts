import { addProcessMetrics } from '../config/running/health-routes.js';
import { type Counter, Metrics } from '../config/running/metrics.js';
import type { SiteCode } from '../protocol/ids.js';
import type { SyncView } from './http/sync-view.js';
import type { LinkBudgets } from './links/budgets/link-budgets.js';
import type { LinkMeter } from './links/metering/link-meter.js';
import type { SiteTelemetry } from './telemetry/site-telemetry.js';
import { addTelemetryMetrics } from './telemetry/telemetry-metrics.js';
import type { SentTally } from './uplink/sent-tally.js';

/** What the engine counts. */
export interface EdgeCounts {
  readonly sent: SentTally;
  readonly probes: { readonly ignored: Counter };
}

/** The metrics of a site (names for Prometheus). */
export function createEdgeMetrics(
  readSync: () => Promise<SyncView>,
  { sent, probes }: EdgeCounts,
  links: {
    readonly meter: LinkMeter;
    readonly budgets: LinkBudgets;
    readonly telemetry: SiteTelemetry;
    readonly site: SiteCode;
  },
): Metrics {
  const metrics = new Metrics();
  const syncAtScrape = metrics.oncePerScrape(readSync);
  addProcessMetrics(metrics);
  const byLane = async (value: (lane: SyncView['lanes'][number]) => number) =>
    (await syncAtScrape()).lanes.map((lane) => ({ labels: { lane: String(lane.lane) }, value: value(lane) }));
  metrics.gauge('carnet_uplink_backlog', 'Changes that the hub has not yet receipted, by lane.', () =>
    byLane(({ pending }) => pending),
  );
  metrics.gauge('carnet_uplink_durable_seq', 'How far the hub is durable, by lane.', () =>
    byLane(({ durableSeq }) => durableSeq),
  );
  metrics.gauge('carnet_uplink_lane_stopped', 'Whether the hub refuses the lane while something waits in it.', () =>
    byLane(({ stopped }) => (stopped === null ? 0 : 1)),
  );
  metrics.show('carnet_uplink_batches_total', 'Batches sent to the hub, by link.', sent.batches);
  metrics.show('carnet_uplink_bytes_total', 'Bytes of these batches, by link.', sent.bytes);
  metrics.show(
    'carnet_uplink_batches_again_total',
    'Batches of which something was sent more than once.',
    sent.batchesAgain,
  );
  metrics.show('carnet_uplink_changes_again_total', 'Changes that were sent more than once.', sent.changesAgain);
  addByteMetrics(metrics, links);
  addTelemetryMetrics(metrics, links.telemetry, links.site);
  metrics.show(
    'carnet_probe_ignored_total',
    'Datagrams that were no answer to a probe, by link and reason.',
    probes.ignored,
  );
  metrics.gauge('carnet_link_up', 'Whether the link is in use and sound; its state says what it is else.', async () =>
    (await syncAtScrape()).links.map(({ name, state }) => ({
      labels: { link: name, state },
      value: state === 'active' ? 1 : 0,
    })),
  );
  metrics.gauge('carnet_hub_reachable', 'Whether the hub is reached over any link.', async () => [
    { labels: {}, value: (await syncAtScrape()).hub.reachable ? 1 : 0 },
  ]);
  return metrics;
}

/** What went over the links, and what of their months is used. */
function addByteMetrics(
  metrics: Metrics,
  { meter, budgets }: { readonly meter: LinkMeter; readonly budgets: LinkBudgets },
): void {
  metrics.gauge('carnet_link_bytes', 'Bytes on the wire since the program started, by link and direction.', () =>
    [...meter.totals()].flatMap(([link, { up, down }]) => [
      { labels: { link, direction: 'up' }, value: up },
      { labels: { link, direction: 'down' }, value: down },
    ]),
  );
  metrics.gauge('carnet_link_budget_bytes', 'Bytes a month of a metered link, and those that are used.', () =>
    [...budgets.show()].flatMap(([link, { capBytes, usedBytes }]) => [
      { labels: { link, part: 'cap' }, value: capBytes },
      { labels: { link, part: 'used' }, value: usedBytes },
    ]),
  );
}
