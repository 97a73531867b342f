/** Bytes as the operator of a link counts them: every IP packet of ours whole, headers included. Up is towards the hub. */
export interface WireBytes {
  readonly up: number;
  readonly down: number;
}

export const noBytes: WireBytes = { up: 0, down: 0 };

export function addBytes(one: WireBytes, other: WireBytes): WireBytes {
  return { up: one.up + other.up, down: one.down + other.down };
}

/** IPv4 (RFC 791) and IPv6 (RFC 8200) without options, UDP (RFC 768). */
export function datagramHeaderBytes(isIpv6: boolean): number {
  return (isIpv6 ? 40 : 20) + 8;
}
