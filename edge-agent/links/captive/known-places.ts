import { BlockList, isIP } from 'node:net';

/** Addresses that lead to nobody on the Internet (RFC 1918, 6598, 3927, 4193, 4291, loopback). */
const ownAddresses = new BlockList();
for (const [address, bits] of [
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
] as const) {
  ownAddresses.addSubnet(address, bits, 'ipv4');
}
for (const [address, bits] of [
  ['::1', 128],
  ['fc00::', 7],
  ['fe80::', 10],
] as const) {
  ownAddresses.addSubnet(address, bits, 'ipv6');
}

/**
 * Where the hub's name has led in this run. A name that led to the Internet, and now leads into a private network where no
 * hub proves itself, was answered by an operator's portal.
 */
export class KnownPlaces {
  readonly #public = new Set<string>();

  /** The hub has shown its certificate there. */
  noteProven(host: string, address: string): void {
    if (isIP(host) === 0 && isIP(address) !== 0 && !isOwn(address)) this.#public.add(host);
  }

  /** Whether an address that a name led to, and where no hub was, is a portal's. */
  isPortal(host: string, address: string): boolean {
    return this.#public.has(host) && isIP(address) !== 0 && isOwn(address);
  }
}

function isOwn(address: string): boolean {
  return ownAddresses.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}
