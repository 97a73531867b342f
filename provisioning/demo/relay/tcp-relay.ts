import { createConnection, createServer, type Server, type Socket } from 'node:net';
import type { NetworkAddress } from '../../node-folder.js';
import { problemOfListening } from '../port-in-use.js';
import { DatagramLeg } from './datagram-leg.js';
import { type LinkShape, ShapedPipe } from './shaped-pipe.js';

/** How a line is broken: `blackhole` swallows everything in silence, `refuse` breaks connections off. */
export type CutMode = 'blackhole' | 'refuse';

export interface RelayOptions {
  readonly listen: NetworkAddress;
  readonly target: NetworkAddress;
  /** Where datagrams to the same port go; without, there are none. */
  readonly datagramTarget?: NetworkAddress;
  readonly shape: LinkShape;
}

interface Connection {
  readonly near: Socket;
  readonly far: Socket;
  readonly up: ShapedPipe;
  readonly down: ShapedPipe;
}

/** How many ports of the system's choice are tried. */
const portTriesMax = 20;

/** A line between a site and the hub on this machine: passes TCP on, and datagrams, with a delay and a rate, and can be cut. */
export class TcpRelay {
  readonly #options: RelayOptions;
  readonly #server: Server;
  readonly #datagrams: DatagramLeg | undefined;
  readonly #connections = new Set<Connection>();
  #taken = 0;
  #cut: CutMode | undefined;
  #bytesUp = 0;
  #bytesDown = 0;

  constructor(options: RelayOptions) {
    this.#options = options;
    this.#server = createServer({ allowHalfOpen: true }, (near) => this.#accept(near));
    const { datagramTarget: target, shape } = options;
    const { delayMilliseconds } = shape;
    const isCut = () => this.#cut !== undefined;
    this.#datagrams = target && new DatagramLeg({ target, delayMilliseconds, isCut });
  }

  /** Nothing listens when it throws. @throws Problem `port-in-use`, `permission-denied` */
  async start(): Promise<void> {
    const { host, port } = this.#options.listen;
    // The system gives ports of TCP that somebody may have for datagrams.
    for (let tries = port === 0 ? portTriesMax : 1; ; tries -= 1) {
      await this.#listen(host, port);
      try {
        await this.#datagrams?.start({ host, port: this.port });
        return;
      } catch (error) {
        await new Promise((resolve) => this.#server.close(resolve));
        if (tries === 1) throw error;
      }
    }
  }

  async #listen(host: string, port: number): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const fail = (cause: unknown) => reject(problemOfListening(cause, port));
      this.#server.once('error', fail);
      this.#server.listen(port, host, () => {
        this.#server.off('error', fail);
        resolve();
      });
    });
  }

  async stop(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const connection of this.#connections) this.#drop(connection);
    this.#datagrams?.stop();
    await closed;
  }

  /** The port that was bound; differs from the option where that was 0. */
  get port(): number {
    const address = this.#server.address();
    return typeof address === 'object' && address !== null ? address.port : this.#options.listen.port;
  }

  get cut(): CutMode | undefined {
    return this.#cut;
  }

  /** Connections that were taken since the start. */
  get taken(): number {
    return this.#taken;
  }

  /** Bytes of TCP payload passed on since the start, towards the hub and back. */
  get bytes(): { readonly up: number; readonly down: number } {
    return { up: this.#bytesUp, down: this.#bytesDown };
  }

  /** Cuts the line, or mends it with `undefined`. */
  setCut(mode: CutMode | undefined): void {
    this.#cut = mode;
    for (const connection of this.#connections) {
      const dead = connection.near.destroyed || connection.far.destroyed;
      if (mode === 'refuse' || (mode === undefined && dead)) this.#drop(connection);
      else this.#hold(connection, mode === 'blackhole');
    }
  }

  #accept(near: Socket): void {
    if (this.#cut === 'refuse') {
      near.resetAndDestroy();
      return;
    }
    const { target, shape } = this.#options;
    const far = createConnection({ host: target.host, port: target.port, allowHalfOpen: true });
    near.setNoDelay(true);
    far.setNoDelay(true);
    const connection: Connection = {
      near,
      far,
      up: new ShapedPipe(near, far, shape, (count) => {
        this.#bytesUp += count;
      }),
      down: new ShapedPipe(far, near, shape, (count) => {
        this.#bytesDown += count;
      }),
    };
    this.#connections.add(connection);
    this.#taken += 1;
    connection.up.start();
    connection.down.start();
    if (this.#cut === 'blackhole') this.#hold(connection, true);
    for (const socket of [near, far]) {
      socket.on('error', () => this.#drop(connection));
      socket.on('close', () => this.#dropWhenDone(connection));
    }
  }

  #hold(connection: Connection, held: boolean): void {
    connection.up.setStopped(held);
    connection.down.setStopped(held);
  }

  #dropWhenDone(connection: Connection): void {
    // Behind a dead line nobody learns that the far end has gone.
    if (this.#cut === 'blackhole') return;
    this.#drop(connection);
  }

  #drop(connection: Connection): void {
    this.#connections.delete(connection);
    connection.up.destroy();
    connection.down.destroy();
    connection.near.destroy();
    connection.far.destroy();
  }
}
