import { X509Certificate } from 'node:crypto';
import { statfsSync } from 'node:fs';
import type { HubSettings } from '../../config/hub-settings.js';
import { isBackupStale } from '../../config/running/backup-due.js';
import type { LiveStream } from '../../config/running/live-stream.js';
import type { Logger } from '../../config/running/logger.js';
import type { OrderedStop } from '../../config/running/ordered-stop.js';
import { systemTimers } from '../../config/running/timers.js';
import type { AlertTestReport } from '../../provisioning/verbs/alert-test-report.js';
import type { FleetView } from '../http/fleet-view.js';
import type { HubMetrics } from '../hub-metrics.js';
import type { OpenHub } from '../open-hub.js';
import { AlertDesk } from './alert-desk.js';
import { factsOfFleet } from './facts-of-fleet.js';
import { RefusedProbes } from './refused-probes.js';
import { makeSending } from './sending/start-sending.js';

export interface AlertsOptions {
  readonly dir: string;
  readonly hub: OpenHub;
  readonly settings: HubSettings;
  readonly metrics: HubMetrics;
  readonly live: LiveStream;
  readonly logger: Logger;
  readonly readFleet: () => Promise<FleetView>;
  readonly now: () => number;
  /** The number beside each site changed. */
  readonly onFleetChanged: () => void;
  readonly onError: (error: unknown) => void;
}

/** The hub's alerts, made and ready to start. */
export interface HubAlerts {
  readonly desk: AlertDesk;
  /** Sends a test through each channel. */
  readonly testAlerts: () => Promise<AlertTestReport>;
  start(stop: OrderedStop): Promise<void>;
}

export function makeAlerts(options: AlertsOptions): HubAlerts {
  const { hub, settings, metrics, live, logger, now, onFleetChanged, onError } = options;
  const sending = makeSending({ hub, settings, deliveries: metrics.alertDeliveries, logger, now, onError });
  const desk = new AlertDesk({
    ...{ alerts: hub.journal.alerts, readFacts: factsReader(options), now, onError },
    onLooked: () => sending.tell(),
    delays: {
      linkMilliseconds: settings.alertDelaySeconds * 1_000,
      graceMilliseconds: settings.alertGraceSeconds * 1_000,
    },
    onChanged: () => {
      live.tell({ event: 'alerts', data: {} });
      onFleetChanged();
    },
  });
  metrics.metrics.gauge('carnet_alerts_open', 'Alerts that go on, by kind and severity.', () =>
    desk.openCounts().map(({ kind, severity, count }) => ({ labels: { kind, severity }, value: count })),
  );
  return {
    desk,
    testAlerts: () => sending.test(),
    start: async (stop) => {
      sending.start(stop);
      await desk.start();
      stop.add('alerts', () => desk.stop());
    },
  };
}

function factsReader({ dir, hub, settings, metrics, readFleet, now }: AlertsOptions) {
  const startedAt = now();
  const probes = new RefusedProbes(metrics.probesIgnored);
  const certificateExpiresAt = Date.parse(new X509Certificate(hub.identity.certificatePem).validTo);
  const everyMilliseconds = settings.backupEveryMinutes * 60_000;
  return async () => {
    const view = await readFleet();
    const lastAt = view.hub.backupAt ?? undefined;
    const times = { lastAt, failedAt: undefined, startedAt, everyMilliseconds };
    return factsOfFleet(view, {
      ...{ startedAt, certificateExpiresAt, diskFreeFraction: freeFractionOf(dir) },
      ...probes.lately(systemTimers.elapsedMilliseconds()),
      backupStale: isBackupStale(times, now()),
    });
  };
}

/** Of the disk that the folder lies on; `null` where it does not say. */
function freeFractionOf(folder: string): number | null {
  try {
    const { bavail, blocks } = statfsSync(folder);
    return blocks > 0 ? bavail / blocks : null;
  } catch {
    return null;
  }
}
