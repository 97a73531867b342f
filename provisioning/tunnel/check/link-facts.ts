/** What the system says about a WireGuard interface; or why it does not say it. */
export type TunnelState =
  | { readonly kind: 'known'; readonly publicKey: string; readonly peers: readonly TunnelPeer[] }
  | { readonly kind: 'not-permitted' }
  | { readonly kind: 'tool-missing' }
  | { readonly kind: 'unknown' };

export interface TunnelPeer {
  readonly publicKey: string;
  /** Since it was last heard of; `undefined`: never. */
  readonly handshakeAgeSeconds?: number;
  readonly keepaliveSeconds: number;
}

/** How a connection to the hub's MQTT port went. */
export type Reached =
  | { readonly kind: 'reached' }
  | { readonly kind: 'refused' | 'silent' | 'unreachable' | 'unbound' }
  /** The connection was made, and then nothing came of what is as large as a packet may be. */
  | { readonly kind: 'stalled' }
  | { readonly kind: 'stranger'; readonly detail: string };

/** All that was seen of one link. */
export interface LinkFacts {
  /** Names that do not resolve. */
  readonly unresolved: readonly string[];
  readonly reached: Reached;
  /** Whether some interface has the link's own address; `true` where it has none. */
  readonly isAddressBound: boolean;
  /** Of the link's own network device; absent where the link names none. */
  readonly device?: { readonly exists: boolean; readonly hasCarrier: boolean };
  readonly tunnel?: TunnelFacts;
}

export interface TunnelFacts {
  readonly key: 'private' | 'open' | 'missing';
  readonly keyPath: string;
  /** Absent when it does not exist. */
  readonly interface?: { readonly isUp: boolean; readonly mtu: number; readonly addresses: readonly string[] };
  /** The device by which the hub's inner address is reached from the link's own; absent without a route. */
  readonly route?: { readonly device: string };
  /** Of the way that the tunnel's own packets take, as far as the system knows it, bytes; absent where it does not. */
  readonly uplinkMtu?: number;
  /** The largest packet inside the tunnel that was seen to arrive, bytes; measured only where a connection stalled. */
  readonly pathMtu?: number;
  readonly state: TunnelState;
}
