import { Problem } from '../../protocol/problem.js';
import { parseInnerSubnet } from '../../protocol/tunnel/inner-subnet.js';
import { isInterfaceName } from '../../protocol/tunnel/interface-name.js';
import { readNetworkAddress } from '../network-address-text.js';
import type { HubNode, NetworkAddress } from '../node-folder.js';
import { hubTunnelPublicKey } from './tunnel-keys.js';
import type { HubTunnels } from './tunnel-plan.js';

/** What a hub's settings say about its tunnels. */
export interface TunnelSettings {
  readonly tunnelSubnet: string;
  readonly tunnelEndpoints: string;
  readonly tunnelPort: number;
  readonly tunnelInterface: string;
  readonly tunnelSocket: string;
}

/** The hub's tunnels as it tells them to sites; `undefined` without a subnet. @throws Problem `usage-wrong` */
export function hubTunnelsOf(dir: string, node: HubNode, settings: TunnelSettings): HubTunnels | undefined {
  const { tunnelSubnet: subnet, tunnelEndpoints, tunnelPort, tunnelInterface } = settings;
  if (subnet === '') return undefined;
  parseInnerSubnet(subnet);
  if (!isInterfaceName(tunnelInterface)) {
    throw new Problem('usage-wrong', 'tunnelInterface must be a name of at most 15 letters and digits');
  }
  const endpoints =
    tunnelEndpoints.trim() === ''
      ? [{ host: node.publicHost, port: tunnelPort }]
      : tunnelEndpoints.split(',').map((text) => parseEndpoint(text.trim()));
  return { subnet, publicKey: hubTunnelPublicKey(dir), endpoints };
}

function parseEndpoint(text: string): NetworkAddress {
  const address = readNetworkAddress(text);
  if (address === undefined || address.port === 0) {
    throw new Problem('usage-wrong', 'tunnelEndpoints must be HOST:PORT, with commas between');
  }
  return address;
}
