import { once } from 'node:events';
import { createConnection, createServer, type Socket } from 'node:net';
import { ReliableStream } from './reliable-stream.js';
import { TimedLine } from './timed-line.js';
import type { LinkRelay, RelayedLink } from './udp-relay.js';

/** What an operator's portal says to everything, TLS or not, once a prepaid line is used up (RFC 7231 §6.4.3). */
const redirect = [
  'HTTP/1.1 302 Found',
  'Location: http://portal.example/credit',
  'Content-Length: 0',
  'Connection: close',
  '',
  '',
].join('\r\n');

/** Passes TCP connections on over lines with a shape, where there is no tunnel of datagrams to shape. */
export class TcpRelay implements LinkRelay {
  readonly up: TimedLine;
  readonly down: TimedLine;
  captive = false;
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
    if (this.captive) answerAsPortal(near);
    else this.#passOn(near);
  }

  #passOn(near: Socket): void {
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

function answerAsPortal(near: Socket): void {
  near.on('error', () => {});
  near.once('data', () => near.end(redirect));
}
