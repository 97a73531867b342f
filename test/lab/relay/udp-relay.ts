import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import type { LineCount, LineShape } from './shaped-line.js';
import { TimedLine } from './timed-line.js';

export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

export interface RelayedLink {
  readonly name: string;
  /** Without a tunnel: TCP at the ports that are named, and UDP at those after them, as the hub has them. */
  readonly plain: boolean;
  /** Where the site's end sends to. */
  readonly near: Endpoint;
  /** The address that the hub's end sees. */
  readonly farHost: string;
  readonly hub: Endpoint;
  /** Beside a tunnel: the UDP port, at both ends, of what does not go through it. */
  readonly probePort?: number;
  readonly up: LineShape;
  readonly down: LineShape;
}

export interface LinkCount {
  readonly up: LineCount;
  readonly down: LineCount;
}

/** Something that carries a link; a link may have several, which are changed together. */
export interface LinkRelay {
  readonly up: TimedLine;
  readonly down: TimedLine;
  /** Whether a stranger answers in the hub's place. */
  captive: boolean;
  start(): Promise<void>;
  stop(): void;
}

/** Passes datagrams on between two ends, each direction with a shape of its own. */
export class UdpRelay implements LinkRelay {
  readonly up: TimedLine;
  readonly down: TimedLine;
  /** Of datagrams nothing is answered. */
  captive = false;
  readonly #link: RelayedLink;
  readonly #near = createSocket('udp4');
  readonly #far = createSocket('udp4');
  #site: Endpoint | undefined;

  constructor(link: RelayedLink, random: () => number) {
    this.#link = link;
    this.up = new TimedLine(link.up, random);
    this.down = new TimedLine(link.down, random);
  }

  async start(): Promise<void> {
    const { near, farHost, hub } = this.#link;
    this.#near.on('message', (packet, { address, port }) => {
      this.#site = { host: address, port };
      this.up.send(packet, () => send(this.#far, packet, hub));
    });
    this.#far.on('message', (packet) => {
      this.down.send(packet, () => {
        if (this.#site !== undefined) send(this.#near, packet, this.#site);
      });
    });
    this.#near.bind(near.port, near.host);
    this.#far.bind(0, farHost);
    await Promise.all([once(this.#near, 'listening'), once(this.#far, 'listening')]);
  }

  stop(): void {
    this.up.stop();
    this.down.stop();
    this.#near.close();
    this.#far.close();
  }
}

/** A packet that cannot be sent is a packet that is lost. */
function send(socket: Socket, packet: Uint8Array, { host, port }: Endpoint): void {
  socket.send(packet, port, host, () => {});
}
