import type { HubSettings } from '../../config/hub-settings.js';
import type { Logger } from '../../config/running/logger.js';
import type { OrderedStop } from '../../config/running/ordered-stop.js';
import type { HubMetrics } from '../hub-metrics.js';
import type { OpenHub } from '../open-hub.js';
import { ProbeResponder } from './probe-responder.js';

export interface ProbesStart {
  readonly hub: OpenHub;
  readonly settings: HubSettings;
  readonly metrics: HubMetrics;
  readonly logger: Logger;
  readonly onError: (error: unknown) => void;
}

/** Answers probes beside the MQTT listener, from before the first welcome that could say where. */
export async function startProbes(start: ProbesStart, stop: OrderedStop): Promise<ProbeResponder> {
  const { hub, settings, metrics, logger, onError } = start;
  const { mqtt } = hub.node;
  const responder = new ProbeResponder({
    ...{ host: mqtt.host, port: probePortOf(settings.probePort, mqtt.port), logger, onError },
    isActive: async (site) => (await hub.journal.fleet.findSite(site))?.state === 'active',
    answered: metrics.probesAnswered,
    ignored: metrics.probesIgnored,
  });
  await responder.start();
  stop.add('probes', () => responder.stop());
  return responder;
}

/** @returns 0 where the system chooses, as for MQTT */
function probePortOf(setting: number, mqttPort: number): number {
  if (setting !== 0 || mqttPort === 0) return setting;
  return mqttPort < 65_535 ? mqttPort + 1 : 0;
}
