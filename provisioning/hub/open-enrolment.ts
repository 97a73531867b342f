import { randomBytes } from 'node:crypto';
import type { FleetStore } from '../../journal/fleet-store.js';
import type { EnrolmentDeskOptions } from '../enrolment/enrolment-desk.js';
import { authorityOf, type HubIdentity, type HubNode } from '../node-folder.js';
import type { HubTunnels } from '../tunnel/tunnel-plan.js';

export interface EnrolmentGround {
  readonly node: HubNode;
  readonly identity: HubIdentity;
  readonly fleet: FleetStore;
  /** That the broker listens on. */
  readonly mqttPort: number;
  /** Absent at a hub without tunnels. */
  readonly tunnels: HubTunnels | undefined;
  readonly onTunnels?: () => void;
  readonly now: () => number;
}

/** What a hub enrols sites with, over HTTPS and by files. */
export function enrolmentOptionsOf(ground: EnrolmentGround): EnrolmentDeskOptions {
  const { node, identity, fleet, mqttPort, tunnels, onTunnels, now } = ground;
  return {
    ...{ fleet, now, randomBytes },
    authority: authorityOf(identity),
    settings: {
      ...{ hubName: node.name, mqtt: { host: node.publicHost, port: mqttPort } },
      ...(tunnels && { tunnels }),
    },
    ...(onTunnels && { onTunnels }),
  };
}
