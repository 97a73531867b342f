import { once } from 'node:events';
import { createConnection, createServer, type Socket } from 'node:net';
import { ReliableStream } from './reliable-stream.js';
import { TimedLine } from './timed-line.js';
import type { LinkRelay, RelayedLink } from './udp-relay.js';

/** Passes TCP connections on over lines with a shape, where there is no tunnel of datagrams to shape. */
export class TcpRelay implements LinkRelay {
  readonly up: TimedLine;
  readonly down: TimedLine;
  readonly #link: RelayedLink;
  readonly #server = createServer({ allowHalfOpen: true }, (near) => this.#accept(near));
  readonly #stops = new Set<() => void>();

  constructor(link: RelayedLink, random: () => number) {
    this.#link = link;
    this.up = new TimedLine(link.up, random);
    this.down = new TimedLine(link.down, random);
  }

  async start(): Promise<void> {
    const { host, port } = this.#link.near;
    this.#server.listen(port, host);
    await once(this.#server, 'listening');
  }

  stop(): void {
    this.#server.close();
    for (const stop of this.#stops) stop();
    this.up.stop();
    this.down.stop();
  }

  #accept(near: Socket): void {
    const far = createConnection({ ...this.#link.hub, allowHalfOpen: true });
    const streams = [new ReliableStream(near, far, this.up), new ReliableStream(far, near, this.down)];
    const sockets = [near, far];
    const stop = () => {
      this.#stops.delete(stop);
      for (const stream of streams) stream.stop();
      for (const socket of sockets) socket.destroy();
    };
    this.#stops.add(stop);
    for (const socket of sockets) {
      socket.setNoDelay(true);
      // Its close follows, and is passed on like any other.
      socket.on('error', () => {});
      socket.on('close', () => {
        if (sockets.every(({ destroyed }) => destroyed)) stop();
      });
    }
    for (const stream of streams) stream.start();
  }
}
