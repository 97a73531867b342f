import type { KeyObject } from 'node:crypto';
import type { LinkName, SiteCode } from '../../protocol/ids.js';
import type { Lane } from '../../protocol/lane.js';
import type { ResumptionKey } from '../../protocol/session/resumption.js';

/** One connected link of a site, proven by its certificate. The object itself is the identity of the connection. */
export interface SitePeer {
  readonly site: SiteCode;
  readonly link: LinkName;
  /** The part of the hub's work that the site belongs to (rule S1). */
  readonly partition: number;
  /** SHA-256 of the certificate, hex; checked again at intake (rule E5). */
  readonly fingerprint: string;
  /** The key of that certificate: what the site signs is checked with it. */
  readonly publicKey: KeyObject;
  readonly connectedMilliseconds: number;
}

export type Channel = Lane | 'ctl';

export interface SiteTransportEvents {
  /** A message that the transport let pass: its topic agrees with the peer. */
  onMessage(peer: SitePeer, channel: Channel, payload: Uint8Array): void;
  onConnect(peer: SitePeer): void;
  onDisconnect(peer: SitePeer): void;
}

/**
 * How the hub reaches its sites. Here it is an MQTT broker in the same process; an external broker with several workers
 * is a second implementation of the same port. Messages may be lost, doubled, delayed or reordered (rule S9).
 */
export interface SiteTransport {
  start(events: SiteTransportEvents): Promise<void>;
  stop(): Promise<void>;
  /** Resolves when the message was handed to the connection; says nothing about its arrival. */
  publish(peer: SitePeer, channel: Channel, payload: Uint8Array): Promise<void>;
  disconnect(peer: SitePeer): void;
  /** The next connection of this link may begin with the key; absent where none is begun so (rule L57). */
  keepResumption?(peer: SitePeer, key: ResumptionKey): void;
  peers(): readonly SitePeer[];
}
