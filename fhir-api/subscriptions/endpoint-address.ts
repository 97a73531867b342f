import { BlockList, isIP } from 'node:net';
import { Problem } from '../../protocol/problem.js';

/** Whether notifications may go to an address, with TLS or without. */
export type AddressJudge = (address: string, isSecure: boolean) => boolean;

type Network = readonly [address: string, prefix: number];

/**
 * Where no notification goes, because it would reach what trusts whoever is on this computer or next to it: the computer itself,
 * its neighbours on one wire without a router, where clouds put their metadata, groups, and addresses that mean nothing
 * (RFC 6890 and its registries).
 */
const refused: readonly Network[] = [
  ...([
    ['0.0.0.0', 8],
    ['127.0.0.0', 8],
    ['169.254.0.0', 16],
    ['192.0.0.0', 24],
    ['192.0.2.0', 24],
  ] as const),
  ...([
    ['198.18.0.0', 15],
    ['198.51.100.0', 24],
    ['203.0.113.0', 24],
    ['224.0.0.0', 4],
    ['240.0.0.0', 4],
  ] as const),
  // Metadata services outside of the link-local range.
  ...([
    ['100.100.100.200', 32],
    ['168.63.129.16', 32],
    ['fd00:ec2::254', 128],
  ] as const),
  ...([
    ['::', 128],
    ['::1', 128],
    ['fe80::', 10],
    ['fec0::', 10],
    ['ff00::', 8],
    ['2001:db8::', 32],
  ] as const),
  // Ways round to IPv4: translated, tunnelled, compatible.
  ...([
    ['64:ff9b::', 96],
    ['64:ff9b:1::', 48],
    ['2002::', 16],
    ['2001::', 32],
    ['::', 96],
  ] as const),
];
/** A hospital's own network: RFC 1918, RFC 6598 and RFC 4193. */
const own: readonly Network[] = [
  ...([
    ['10.0.0.0', 8],
    ['172.16.0.0', 12],
    ['192.168.0.0', 16],
    ['100.64.0.0', 10],
    ['fc00::', 7],
  ] as const),
];

/** Which addresses notifications go to, and how (rule F115). */
export class EndpointPolicy {
  readonly #refused = listOf(refused);
  readonly #own = listOf(own);
  readonly #allowed: BlockList;
  readonly #ownAddresses: () => readonly string[];

  /**
   * @param allowed networks that the technician allows all the same, `127.0.0.0/8, 10.1.2.3`
   * @param ownAddresses those of this computer: its own services are refused
   * @throws Problem `usage-wrong`
   */
  constructor(allowed: string, ownAddresses: () => readonly string[]) {
    this.#allowed = listOf(readNetworks(allowed));
    this.#ownAddresses = ownAddresses;
  }

  /** @param isSecure whether it goes over TLS; without, it goes to the hospital's own network only */
  allows(address: string, isSecure: boolean): boolean {
    const plain = mappedOf(address);
    const family = isIP(plain);
    if (family === 0) return false;
    const name = family === 6 ? 'ipv6' : 'ipv4';
    if (this.#allowed.check(plain, name)) return true;
    if (this.#refused.check(plain, name) || this.#ownAddresses().includes(plain)) return false;
    return isSecure || this.#own.check(plain, name);
  }
}

function listOf(networks: readonly Network[]): BlockList {
  const list = new BlockList();
  for (const [address, prefix] of networks) list.addSubnet(address, prefix, isIP(address) === 6 ? 'ipv6' : 'ipv4');
  return list;
}

/** @throws Problem `usage-wrong` */
function readNetworks(text: string): readonly Network[] {
  const parts = text.split(',').map((part) => part.trim());
  return parts.filter((part) => part !== '').map(readNetwork);
}

function readNetwork(text: string): Network {
  const [address = '', prefix, ...more] = text.split('/');
  const bits = isIP(address) === 6 ? 128 : 32;
  const length = prefix === undefined ? bits : Number(prefix);
  const isRight = isIP(address) !== 0 && more.length === 0 && /^\d{0,3}$/.test(prefix ?? '') && prefix !== '';
  if (!isRight || length > bits) throw new Problem('usage-wrong', 'subscriptionNetworks: written as 10.1.0.0/16');
  return [address, length];
}

/** The IPv4 address within an IPv6 one (RFC 4291 §2.5.5.2), however it is written. */
function mappedOf(address: string): string {
  const bare = address.replace(/%.*$/, '');
  if (isIP(bare) !== 6) return bare;
  const host = new URL(`http://[${bare}]/`).hostname.slice(1, -1);
  const [, high, low] = /^::ffff:([\da-f]{1,4}):([\da-f]{1,4})$/.exec(host) ?? [];
  if (high === undefined || low === undefined) return host;
  const bytes = [high, low].flatMap((part) => [Number.parseInt(part, 16) >> 8, Number.parseInt(part, 16) & 255]);
  return bytes.join('.');
}
