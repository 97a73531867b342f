import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { type LineCount, type LineShape, ShapedLine } from './shaped-line.js';

export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

export interface RelayedLink {
  readonly name: string;
  /** Where the site's end sends to. */
  readonly near: Endpoint;
  /** The address that the hub's end sees. */
  readonly farHost: string;
  readonly hub: Endpoint;
  readonly up: LineShape;
  readonly down: LineShape;
}

export interface LinkCount {
  readonly up: LineCount;
  readonly down: LineCount;
}

/** Passes the packets of one tunnel on between its two ends, each direction with a shape of its own. */
export class UdpRelay {
  readonly up: ShapedLine;
  readonly down: ShapedLine;
  readonly #link: RelayedLink;
  readonly #near = createSocket('udp4');
  readonly #far = createSocket('udp4');
  readonly #timers = new Map<ShapedLine, NodeJS.Timeout>();
  #site: Endpoint | undefined;

  constructor(link: RelayedLink, random: () => number) {
    this.#link = link;
    this.up = new ShapedLine(link.up, random);
    this.down = new ShapedLine(link.down, random);
  }

  get count(): LinkCount {
    return { up: this.up.count, down: this.down.count };
  }

  async start(): Promise<void> {
    const { near, farHost, hub } = this.#link;
    this.#near.on('message', (bytes, { address, port }) => {
      this.#site = { host: address, port };
      this.#carry(this.up, bytes, (packet) => send(this.#far, packet, hub));
    });
    this.#far.on('message', (bytes) => {
      this.#carry(this.down, bytes, (packet) => {
        if (this.#site !== undefined) send(this.#near, packet, this.#site);
      });
    });
    this.#near.bind(near.port, near.host);
    this.#far.bind(0, farHost);
    await Promise.all([once(this.#near, 'listening'), once(this.#far, 'listening')]);
  }

  stop(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#near.close();
    this.#far.close();
  }

  #carry(line: ShapedLine, bytes: Uint8Array, deliver: (packet: Uint8Array) => void): void {
    line.take(bytes, performance.now());
    this.#deliver(line, deliver);
  }

  #deliver(line: ShapedLine, deliver: (packet: Uint8Array) => void): void {
    for (const packet of line.arrived(performance.now())) deliver(packet);
    const next = line.nextMilliseconds;
    if (next === undefined || this.#timers.has(line)) return;
    const timer = setTimeout(
      () => {
        this.#timers.delete(line);
        this.#deliver(line, deliver);
      },
      Math.max(0, next - performance.now()),
    );
    this.#timers.set(line, timer);
  }
}

/** A packet that cannot be sent is a packet that is lost. */
function send(socket: Socket, packet: Uint8Array, { host, port }: Endpoint): void {
  socket.send(packet, port, host, () => {});
}
