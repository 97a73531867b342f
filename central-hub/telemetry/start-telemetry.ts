import type { Logger } from '../../config/running/logger.js';
import type { OrderedStop } from '../../config/running/ordered-stop.js';
import { quietErrors } from '../../config/running/quiet-errors.js';
import type { HubLinkHistory } from '../../journal/telemetry/link-history.js';
import type { HubMetrics } from '../hub-metrics.js';
import { TelemetryDesk } from './telemetry-desk.js';

export interface TelemetryOptions {
  readonly hub: { readonly history: HubLinkHistory };
  readonly metrics: Pick<HubMetrics, 'telemetryRefused'>;
  readonly logger: Logger;
  readonly now: () => number;
  readonly onFleetChanged: () => void;
}

/** Often enough that a hub which is restarted now and then gets to it. */
const pruneMilliseconds = 600_000;

/** Begins to hear what sites tell of their links, and drops from time to time what is too old. */
export function startTelemetry(options: TelemetryOptions, stop: OrderedStop): TelemetryDesk {
  const { hub, metrics, logger, now, onFleetChanged: onChanged } = options;
  const { history } = hub;
  const onError = quietErrors(logger, 'telemetry', now);
  const prune = () => void history.prune(now()).catch(onError);
  const timer = setInterval(prune, pruneMilliseconds);
  stop.add('telemetry', () => clearInterval(timer));
  return new TelemetryDesk({ history, refused: metrics.telemetryRefused, now, onChanged, onError });
}
