import { parseLinkName } from '../../protocol/ids.js';
import { Problem } from '../../protocol/problem.js';
import type { NetworkAddress, NodeLink } from '../node-folder.js';
import type { TunnelKeyPair } from '../tunnel/tunnel-keys.js';
import { tunnelInterfaces } from '../tunnel/tunnel-plan.js';
import type { LinkAddress } from './join-options.js';

export interface SiteLinksPlan {
  /** As the hub told them. */
  readonly links: readonly NodeLink[];
  /** In the order of the links. */
  readonly tunnelPairs: readonly TunnelKeyPair[];
  /** Under which the site enrolled; stands in where the hub told no name. */
  readonly hubHost: string;
  /** Where the hub is reached through a link here; such a link has no tunnel. */
  readonly linkAddresses: ReadonlyMap<string, LinkAddress>;
  /** Whether to use the tunnels that the hub gave. */
  readonly tunnels: boolean;
}

/**
 * The links as they stand in the site's `node.json`.
 * @throws Problem `usage-wrong` for an address of a link that the site does not have, `hub-unproven` for a tunnel that is
 * not for a key of this box
 */
export function describeLinks(plan: SiteLinksPlan): readonly NodeLink[] {
  const names = plan.links.map((link) => link.name);
  for (const name of plan.linkAddresses.keys()) {
    if (!names.includes(parseLinkName(name))) {
      throw new Problem('usage-wrong', `no link ${name}: this site has ${names.join(', ')}`);
    }
  }
  const interfaces = tunnelInterfaces(names);
  return plan.links.map((told, index) => {
    const { tunnel, localAddress, ...link } = told;
    const address = plan.linkAddresses.get(link.name);
    if (address !== undefined) {
      const { probe, ...hub } = address;
      return { ...link, hub, ...(probe && { probe }) };
    }
    if (tunnel === undefined || localAddress === undefined || !plan.tunnels) {
      return { ...link, hub: fill(tunnel === undefined ? link.hub : { host: '', port: link.hub.port }, plan.hubHost) };
    }
    if (tunnel.publicKey !== plan.tunnelPairs[index]?.publicKey) {
      throw new Problem('hub-unproven', 'the tunnel is not for this box');
    }
    const endpoints = tunnel.endpoints.map((endpoint) => fill(endpoint, plan.hubHost));
    const interfaceName = interfaces.get(link.name) ?? tunnel.interfaceName;
    return { ...link, localAddress, tunnel: { ...tunnel, interfaceName, endpoints } };
  });
}

function fill({ host, port }: NetworkAddress, hubHost: string): NetworkAddress {
  return { host: host === '' ? hubHost : host, port };
}
