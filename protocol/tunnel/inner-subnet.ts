import { Problem } from '../problem.js';

/** The addresses inside of the tunnels: number 1 is the hub's, each other one a tunnel's. */
export interface InnerSubnet {
  readonly family: 4 | 6;
  readonly base: bigint;
  readonly prefixBits: number;
  /** The last number that a tunnel may get. */
  readonly numberMax: number;
}

/** More tunnels than a hub serves; keeps numbers small in a wide IPv6 subnet. */
const tunnelNumberMax = 65_534;
const hubNumber = 1;
const widthOf = { 4: 32, 6: 128 } as const;

/** Blocks that no one else routes: RFC 1918, RFC 6598 (shared by carriers), RFC 4193 (unique local). */
const privateBlocks = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', 'fc00::/7'] as const;

/**
 * `10.86.0.0/16`, `fd86::/64`: private, with room for at least two tunnels.
 * @throws Problem `usage-wrong`
 */
export function parseInnerSubnet(text: string): InnerSubnet {
  const block = parseBlock(text);
  if (block === undefined) throw new Problem('usage-wrong', `tunnel subnet ${text}: 10.86.0.0/16 or fd86::/64`);
  const isPrivate = privateBlocks.map(parseBlock).some((known) => known && isInside(known, block));
  if (!isPrivate) throw new Problem('usage-wrong', `tunnel subnet ${text} is not private (RFC 1918, RFC 4193)`);
  const addresses = 1n << BigInt(widthOf[block.family] - block.prefixBits);
  if (addresses < 4n) throw new Problem('usage-wrong', `tunnel subnet ${text} is too small`);
  // The last address of an IPv4 subnet is its broadcast.
  const last = addresses - 2n;
  return { ...block, numberMax: last > BigInt(tunnelNumberMax) ? tunnelNumberMax : Number(last) };
}

/** The address of a number, in its canonical text. */
export function innerAddress(subnet: InnerSubnet, number: number): string {
  return formatAddress(subnet.family, subnet.base + BigInt(number));
}

export function hubInnerAddress(subnet: InnerSubnet): string {
  return innerAddress(subnet, hubNumber);
}

/** The first number that a tunnel may get. */
export const tunnelNumberMin = hubNumber + 1;

/** Whether this is the canonical text of an address that a tunnel of the subnet may have. */
export function isTunnelAddress(subnet: InnerSubnet, text: string): boolean {
  const value = parseAddress(subnet.family, text);
  if (value === undefined || formatAddress(subnet.family, value) !== text) return false;
  const number = value - subnet.base;
  return number >= BigInt(tunnelNumberMin) && number <= BigInt(subnet.numberMax);
}

type Block = Pick<InnerSubnet, 'family' | 'base' | 'prefixBits'>;

function parseBlock(text: string): Block | undefined {
  const [address = '', bits = '', ...more] = text.split('/');
  const family = address.includes(':') ? 6 : 4;
  const base = parseAddress(family, address);
  const prefixBits = /^\d{1,3}$/.test(bits) ? Number(bits) : -1;
  if (base === undefined || more.length > 0 || prefixBits < 1 || prefixBits > widthOf[family]) return undefined;
  const hostMask = (1n << BigInt(widthOf[family] - prefixBits)) - 1n;
  return (base & hostMask) === 0n ? { family, base, prefixBits } : undefined;
}

function isInside(outer: Block, inner: Block): boolean {
  if (outer.family !== inner.family || outer.prefixBits > inner.prefixBits) return false;
  const shift = BigInt(widthOf[outer.family] - outer.prefixBits);
  return outer.base >> shift === inner.base >> shift;
}

function parseAddress(family: 4 | 6, text: string): bigint | undefined {
  return family === 4 ? parseAddress4(text) : parseAddress6(text);
}

function parseAddress4(text: string): bigint | undefined {
  const parts = text.split('.');
  const isRight = parts.length === 4 && parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255);
  return isRight ? parts.reduce((sum, part) => (sum << 8n) | BigInt(part), 0n) : undefined;
}

function parseAddress6(text: string): bigint | undefined {
  const halves = text.split('::').map((half) => (half === '' ? [] : half.split(':')));
  const [head = [], tail] = halves;
  const missing = 8 - head.length - (tail?.length ?? 0);
  if (halves.length > 2 || (tail === undefined ? missing !== 0 : missing < 1)) return undefined;
  const groups = [...head, ...Array.from({ length: missing }, () => '0'), ...(tail ?? [])];
  if (!groups.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return undefined;
  return groups.reduce((sum, group) => (sum << 16n) | BigInt(`0x${group}`), 0n);
}

function formatAddress(family: 4 | 6, value: bigint): string {
  if (family === 4) return [24n, 16n, 8n, 0n].map((shift) => String((value >> shift) & 255n)).join('.');
  const groups = Array.from({ length: 8 }, (_, index) => ((value >> BigInt(112 - 16 * index)) & 0xffffn).toString(16));
  // The parser of URLs writes the canonical form (RFC 5952).
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1);
}
