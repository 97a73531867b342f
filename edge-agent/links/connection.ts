import type { KeyObject } from 'node:crypto';
import type { LinkName, SiteCode } from '../../protocol/ids.js';
import type { Lane } from '../../protocol/lane.js';
import type { ResumptionKey } from '../../protocol/session/resumption.js';
import type { LinkCause } from './link-cause.js';
import type { CountedSocket } from './metering/link-meter.js';

export type Channel = Lane | 'ctl';

export interface HubConnectionOptions {
  readonly host: string;
  readonly port: number;
  /** The address that the socket is bound to, so that the system's routes by source address send it over this link (rule L23). */
  readonly localAddress?: string;
  /** The name that the hub's certificate must carry, whatever the address. */
  readonly hubName: string;
  readonly keyPem: string;
  readonly certificatePem: string;
  readonly authorityPem: string;
  readonly site: SiteCode;
  readonly link: LinkName;
  readonly partition: number;
  /** How long the hub's address may take to answer at all; as long as all of it where left out. */
  readonly reachMillisecondsMax?: number;
  readonly connectMillisecondsMax: number;
  readonly keepaliveSeconds: number;
  /** The socket below TLS, for who counts its bytes. */
  readonly onSocket?: (socket: CountedSocket) => void;
}

export interface HubConnectionEvents {
  onMessage(channel: Channel, payload: Uint8Array): void;
  /** The connection ended, once; also when it never came to be. */
  onClosed(cause: LinkCause): void;
  /** Connected, and subscribed to the hub's side of this link. */
  onReady(): void;
}

/** One connection to the hub over one link. It is made once and never comes back by itself: the link decides on that. */
export interface HubConnection {
  /** The key that the hub has shown a certificate for; `undefined` before it did. */
  readonly hubKey: KeyObject | undefined;
  start(): void;
  /** Resolves when the bytes were handed to the socket; says nothing about their arrival. */
  publish(channel: Channel, payload: Uint8Array): Promise<void>;
  /** The next connection of this link may begin with the key; absent where none is begun so (rule L57). */
  keepResumption?(key: ResumptionKey): void;
  /** Ends it now, without a farewell that a dead link would never carry. */
  close(cause?: LinkCause): void;
}

/** How a site reaches the hub: MQTT over mutual TLS in the program, a network made of a list in the simulator. */
export type ConnectToHub = (options: HubConnectionOptions, events: HubConnectionEvents) => HubConnection;
