import { BlockList } from 'node:net';
import type { networkInterfaces } from 'node:os';
import type { SiteCode } from '../../protocol/ids.js';
import type { PermittedNames } from '../certificates/certificate-writing.js';
import { siteServerName } from '../certificates/profile.js';

/**
 * The name that workstations use. `.local` is answered on the network itself (mDNS, RFC 6762), so that a hospital needs no
 * DNS server of its own; the code makes it another one than that of a second box on the same network.
 */
export function lanNameOf(code: SiteCode): string {
  return `carnet-${code.toLowerCase()}.local`;
}

/** The names of a site on its LAN, the one to tell people first; the second is for a hospital with a DNS server. */
export function lanDomainsOf(code: SiteCode): readonly [string, string] {
  return [lanNameOf(code), siteServerName(code)];
}

/** Addresses that no two networks need share: private (RFC 1918) and of a link (RFC 3927). Only these may be certified. */
const lanNetworks = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '169.254.0.0/16'] as const;

/** What the authority of a site's LAN may certify, and nothing else (rule T41). */
export function permittedNamesOf(code: SiteCode): PermittedNames {
  return { domains: lanDomainsOf(code), networks: lanNetworks };
}

const privateAddresses = new BlockList();
for (const network of lanNetworks) {
  const [address = '', bits = '32'] = network.split('/');
  privateAddresses.addSubnet(address, Number(bits));
}

/** Of one certificate. */
const addressesMax = 16;

/** The IPv4 addresses of this machine that stand in its LAN certificate, sorted. */
export function lanAddressesIn(interfaces: ReturnType<typeof networkInterfaces>): readonly string[] {
  const all = Object.values(interfaces).flatMap((list) => list ?? []);
  const own = all.filter(({ family, internal, address }) => !internal && family === 'IPv4' && isLanAddress(address));
  return [...new Set(own.map(({ address }) => address))].sort().slice(0, addressesMax);
}

export function isLanAddress(address: string): boolean {
  return privateAddresses.check(address);
}
