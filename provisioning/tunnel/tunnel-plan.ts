import type { Tunnel } from '../../journal/fleet-store.js';
import type { LinkName } from '../../protocol/ids.js';
import { hubInnerAddress, parseInnerSubnet } from '../../protocol/tunnel/inner-subnet.js';
import type { LinkTunnel, NetworkAddress, NodeLink } from '../node-folder.js';

/** A site has one tunnel for each link, and so many links at most. */
export const tunnelsMax = 4;

/** What the hub's tunnels are made of, told to a site as it joins. */
export interface HubTunnels {
  /** As in the setting: `10.86.0.0/16`. */
  readonly subnet: string;
  readonly publicKey: string;
  /** Where the hub's WireGuard listens, the preferred one first; host '' as of its MQTT. */
  readonly endpoints: readonly NetworkAddress[];
}

/**
 * The largest packet inside of a tunnel, bytes: what the kind of link carries anywhere, less 80 bytes of IPv6, UDP and
 * WireGuard around it. Fibre with PPPoE carries 1,492; mobile networks that tunnel themselves 1,420; satellite modems and
 * what is not known must do with IPv6's least useful 1,360.
 */
const mtuByKind = { fibre: 1412, starlink: 1420, cellular: 1340, geo: 1280, other: 1280 } as const;

/** So that a mapping of addresses on the way stays open; UDP mappings live 30 s at least (RFC 4787, 4.3, in practice). */
const keepaliveSeconds = 25;

/** What a link's kind and metering say about its tunnel: on a metered one nothing is sent that nobody asked for. */
export function tunnelShape(link: Pick<NodeLink, 'kind' | 'metered'>): Pick<LinkTunnel, 'mtu' | 'keepaliveSeconds'> {
  return { mtu: mtuByKind[link.kind], keepaliveSeconds: link.metered ? 0 : keepaliveSeconds };
}

/** The operating system takes 15 characters. */
const interfaceCharactersMax = 15;

/** A name of an interface for each link, all distinct; letters, digits and `_`, which is all that OpenWrt's UCI takes. */
export function tunnelInterfaces(links: readonly LinkName[]): ReadonlyMap<LinkName, string> {
  const safe = links.map((link) => link.replace(/[^a-z0-9]/g, '_'));
  const plain = safe.map((name) => `cn_${name}`);
  const fits = new Set(plain).size === links.length && plain.every((name) => name.length <= interfaceCharactersMax);
  const named = fits ? plain : safe.map((name, index) => `cn${index}_${name}`.slice(0, interfaceCharactersMax));
  return new Map(links.map((link, index) => [link, named[index] ?? '']));
}

/** The link through its tunnel, as the hub tells it to the site: same port, inner addresses. */
export function tunnelledLink(link: NodeLink, own: Tunnel, { subnet, publicKey, endpoints }: HubTunnels): NodeLink {
  const hubAddress = hubInnerAddress(parseInnerSubnet(subnet));
  return {
    ...link,
    hub: { host: hubAddress, port: link.hub.port },
    localAddress: own.address,
    tunnel: {
      // The site names its own interfaces.
      interfaceName: 'wg0',
      publicKey: own.publicKey,
      ...{ hubPublicKey: publicKey, endpoints, hubAddress, ...tunnelShape(link) },
    },
  };
}
