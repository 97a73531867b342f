import type { HubSettings } from '../../config/hub-settings.js';
import type { Logger } from '../../config/running/logger.js';
import type { OrderedStop } from '../../config/running/ordered-stop.js';
import { hubTunnelsOf } from '../../provisioning/tunnel/hub-tunnels.js';
import type { HubTunnels } from '../../provisioning/tunnel/tunnel-plan.js';
import type { OpenHub } from '../open-hub.js';
import { PeerKeeper } from './peer-keeper.js';

export interface RunningTunnels {
  /** What a site is told as it joins; absent at a hub without tunnels. */
  readonly told?: HubTunnels;
  /** The register of tunnels has changed. */
  readonly onChanged: () => void;
}

/** Where the settings name a subnet, the hub gives sites tunnels and keeps their peers. @throws Problem `usage-wrong` */
export function startTunnels(
  dir: string,
  { node, journal }: OpenHub,
  settings: HubSettings,
  logger: Logger,
  stop: OrderedStop,
): RunningTunnels {
  const told = hubTunnelsOf(dir, node, settings);
  if (told === undefined) return { onChanged: () => {} };
  const keeper = new PeerKeeper({ fleet: journal.fleet, socket: settings.tunnelSocket, logger });
  keeper.start();
  stop.add('tunnel peers', () => keeper.stop());
  return { told, onChanged: () => keeper.wake() };
}
