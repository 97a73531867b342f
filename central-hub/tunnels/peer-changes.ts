import type { Tunnel } from '../../journal/fleet-store.js';

/** A peer of the hub's WireGuard interface, as the peers program lists it. */
export interface ListedPeer {
  readonly publicKey: string;
  readonly addresses: readonly string[];
  /** Seconds since 1970; 0: never. */
  readonly handshakeSeconds: number;
}

export type PeerChange =
  | { readonly do: 'remove'; readonly publicKey: string }
  | { readonly do: 'add'; readonly publicKey: string; readonly address: string };

/** What makes the interface equal to the register: who has no right goes first, so that an address is free when it moves. */
export function peerChanges(
  register: readonly Pick<Tunnel, 'publicKey' | 'address'>[],
  listed: readonly ListedPeer[],
): readonly PeerChange[] {
  const wanted = new Map(register.map((tunnel) => [tunnel.publicKey, tunnel.address]));
  const present = new Map(listed.map((peer) => [peer.publicKey, peer.addresses.join()]));
  return [
    ...listed
      .filter((peer) => !wanted.has(peer.publicKey))
      .map(({ publicKey }) => ({ do: 'remove', publicKey }) as const),
    ...[...wanted]
      .filter(([publicKey, address]) => present.get(publicKey) !== address)
      .map(([publicKey, address]) => ({ do: 'add', publicKey, address }) as const),
  ];
}
