import type { EdgeSettings } from '../../config/edge-settings.js';
import { limits } from '../../protocol/limits.js';
import { hubServerName } from '../../provisioning/certificates/profile.js';
import type { Identity, NodeLink, SiteNode } from '../../provisioning/node-folder.js';
import type { LinkWorkerOptions } from './link-worker.js';

/** Six round trips of 600 ms are a connection and a welcome; two of them lost and waited for are as much again. */
const geoPatience = 3;

/** The partition of every site while one worker does all of the hub's work. */
export const onlyPartition = 0;

export interface ConnectionGround {
  readonly node: Pick<SiteNode, 'code'>;
  readonly identity: Identity;
  readonly settings: EdgeSettings;
}

/** How the hub is reached over a link, and how long that may take. */
export function connectionOf(
  link: NodeLink,
  { node, identity, settings }: ConnectionGround,
): Pick<LinkWorkerOptions, 'connection' | 'welcomeMillisecondsMax'> {
  const patience = link.kind === 'geo' ? geoPatience : 1;
  return {
    welcomeMillisecondsMax: limits.welcomeMillisecondsMax * patience,
    connection: {
      ...{ ...link.hub, ...identity, hubName: hubServerName, site: node.code, link: link.name },
      partition: onlyPartition,
      reachMillisecondsMax: settings.connectMillisecondsMax,
      connectMillisecondsMax: settings.connectMillisecondsMax * patience,
      keepaliveSeconds: link.metered ? settings.keepaliveMeteredSeconds : settings.keepaliveSeconds,
    },
  };
}
