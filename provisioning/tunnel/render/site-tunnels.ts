import { Problem } from '../../../protocol/problem.js';
import type { LinkTunnel, NetworkAddress, NodeLink, SiteNode } from '../../node-folder.js';
import { tunnelKeyPath } from '../tunnel-keys.js';

/** The way out of the box that a link stands for. */
export interface Uplink {
  readonly device: string;
  /** Left out for a device with one far end, such as `ppp0` or `wwan0`. */
  readonly gateway?: string;
}

/** One tunnel of a site as the operating system has to set it up. */
export interface SiteTunnel extends Omit<LinkTunnel, 'endpoints' | 'publicKey'> {
  readonly link: string;
  readonly metered: boolean;
  readonly budgetBytes?: number;
  readonly address: string;
  readonly endpoint: NetworkAddress;
  readonly keyPath: string;
  /** UDP; own, so that a packet filter can tell the tunnels apart. */
  readonly listenPort: number;
  /** Of the routes inside of the tunnel; also the mark of its own packets, and the priority of both rules. */
  readonly table: number;
  /** UDP; the source of the link's probes, which go beside the tunnel where it is metered (rule L55). */
  readonly probePort?: number;
  /** Of the route of the tunnel's own packets and of such probes, where the link's uplink is known. */
  readonly uplinkTable: number;
  readonly uplink?: Uplink;
}

const tableFirst = 8_601;
const uplinkTableFirst = 8_701;
const listenPortFirst = 51_821;
const probePortFirst = 51_921;

/**
 * The tunnels of a site in the order of its links.
 * @throws Problem `usage-wrong` for an uplink of a link without a tunnel, or a folder whose path the formats cannot hold
 */
export function siteTunnels(
  dir: string,
  node: Pick<SiteNode, 'links'>,
  uplinks: ReadonlyMap<string, Uplink>,
): readonly SiteTunnel[] {
  const tunnels = node.links.flatMap((link, index) => {
    const tunnel = siteTunnel(dir, link, index);
    const uplink = uplinks.get(link.name);
    return tunnel === undefined ? [] : [{ ...tunnel, ...(uplink && { uplink }) }];
  });
  for (const name of uplinks.keys()) {
    if (!tunnels.some(({ link }) => link === name)) throw new Problem('usage-wrong', `no tunnel of a link ${name}`);
  }
  return tunnels;
}

/** The source port of the probes of a site's link, by its place among the links. */
export function probeSourcePort(index: number): number {
  return probePortFirst + index;
}

function siteTunnel(dir: string, link: NodeLink, index: number): SiteTunnel | undefined {
  const { tunnel, localAddress, name, metered, budgetBytes } = link;
  const endpoint = tunnel?.endpoints[0];
  if (tunnel === undefined || localAddress === undefined || endpoint === undefined) return undefined;
  const { interfaceName, hubPublicKey, hubAddress, mtu, keepaliveSeconds } = tunnel;
  return {
    ...{ link: name, metered, interfaceName, hubPublicKey, hubAddress, mtu, endpoint, address: localAddress },
    // Whatever was written: a metered link is never kept awake (rule L24).
    keepaliveSeconds: metered ? 0 : keepaliveSeconds,
    keyPath: configurablePath(tunnelKeyPath(dir, name)),
    ...{ listenPort: listenPortFirst + index, table: tableFirst + index, uplinkTable: uplinkTableFirst + index },
    ...(budgetBytes === undefined ? {} : { budgetBytes }),
    ...(metered && { probePort: probeSourcePort(index) }),
  };
}

/** A path as it may stand in any of the formats. @throws Problem `usage-wrong` */
export function configurablePath(path: string): string {
  if (/^[A-Za-z0-9/_.@+:,-]+$/.test(path)) return path;
  throw new Problem('usage-wrong', `${path}: a folder whose path holds letters, digits and / _ . - only`);
}

/** `HOST:PORT`, `[IPv6]:PORT`. */
export function formatEndpoint({ host, port }: NetworkAddress): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** One address with its whole length as prefix. */
export function single(address: string): string {
  return `${address}/${address.includes(':') ? 128 : 32}`;
}

export function familyOption(address: string): '-4' | '-6' {
  return address.includes(':') ? '-6' : '-4';
}

export function everything(address: string): string {
  return address.includes(':') ? '::/0' : '0.0.0.0/0';
}
