import type { EdgeSettings } from '../../config/edge-settings.js';
import { limits } from '../../protocol/limits.js';
import { hubServerName } from '../../provisioning/certificates/profile.js';
import type { Identity, NodeLink, SiteNode } from '../../provisioning/node-folder.js';
import type { LinkWorkerOptions } from './link-worker-options.js';
import type { ChannelScope, SiteChannel } from './secure-channel.js';

/** Six round trips of 600 ms are a connection and a welcome; two of them lost and waited for are as much again. */
const geoPatience = 3;

/** The partition of every site while one worker does all of the hub's work. */
export const onlyPartition = 0;

export interface ConnectionGround {
  readonly node: Pick<SiteNode, 'code'>;
  readonly identity: Identity;
  readonly settings: EdgeSettings;
  readonly openChannel: (scope: ChannelScope, keyPem: string) => SiteChannel;
  /** Key, certificate and trusted roots of each new connection; without, those of `identity`. */
  readonly certificates?: {
    readonly read: () => Pick<Identity, 'keyPem' | 'certificatePem' | 'authorityPem'>;
    /** What showed itself as the hub rests on no root that is trusted here. */
    readonly noteUnproven: () => void;
  };
}

/** How the hub is reached over a link, and how long that may take. */
export function connectionOf(
  link: NodeLink,
  { node, identity, settings, certificates, openChannel }: ConnectionGround,
): Pick<LinkWorkerOptions, 'connection' | 'welcomeMillisecondsMax' | 'openChannel' | 'readPair' | 'onHubUnproven'> {
  const patience = link.kind === 'geo' ? geoPatience : 1;
  return {
    ...(certificates && {
      readPair: () => certificates.read(),
      onHubUnproven: () => certificates.noteUnproven(),
    }),
    openChannel: (keyPem) => openChannel({ site: node.code, link: link.name, partition: onlyPartition }, keyPem),
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
