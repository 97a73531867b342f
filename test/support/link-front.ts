import { createSocket, type Socket as DatagramSocket } from 'node:dgram';
import { connect, createServer, type Server, type Socket } from 'node:net';

interface Teardown {
  teardown(stop: () => unknown): unknown;
}

/**
 * How a line behaves: `pass`; `silent` swallows everything; a function stands in the hub's place for TCP, as an operator's
 * portal does, and no datagram passes.
 */
export type FrontMode = 'pass' | 'silent' | ((near: Socket) => void);

/** What a site takes for its hub over one link: it passes on, or does what lines and operators do. */
export class LinkFront {
  /** Share of the datagrams that is lost each way. */
  datagramLoss = 0;
  /** Of the hub's responder. */
  latestAnswer: Uint8Array = new Uint8Array();
  readonly #server: Server;
  readonly #near: DatagramSocket;
  readonly #far = new Map<number, DatagramSocket>();
  readonly #sockets = new Set<Socket>();
  readonly #hub: { readonly mqtt: number; readonly probe: number };
  #mode: FrontMode = 'pass';

  constructor(hub: { readonly mqtt: number; readonly probe: number }) {
    this.#hub = hub;
    this.#server = createServer((near) => this.#accept(near));
    this.#near = createSocket('udp4');
    this.#near.on('message', (bytes, { port }) =>
      this.#send(() => this.#farOf(port).send(bytes, hub.probe, '127.0.0.1')),
    );
    this.#near.on('error', () => {});
  }

  async start(t: Teardown): Promise<number> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', () => resolve()));
    const { port } = this.#server.address() as { port: number };
    await new Promise<void>((resolve) => this.#near.bind(port, '127.0.0.1', () => resolve()));
    t.teardown(() => {
      this.cut();
      this.#server.close();
      this.#near.close();
      for (const socket of this.#far.values()) socket.close();
    });
    return port;
  }

  /** From now on; what is open stays so, unless somebody else stands in the hub's place now. */
  set(mode: FrontMode): void {
    this.#mode = mode;
    if (typeof mode === 'function') this.cut();
    for (const socket of this.#sockets) {
      if (mode === 'silent') socket.pause();
      else socket.resume();
    }
  }

  /** Sends a datagram to the site as if it were the hub's. */
  inject(bytes: Uint8Array): void {
    for (const port of this.#far.keys()) this.#near.send(bytes, port, '127.0.0.1');
  }

  /** Ends what is open. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  #accept(near: Socket): void {
    this.#keep(near);
    if (typeof this.#mode === 'function') {
      this.#mode(near);
      return;
    }
    const far = connect(this.#hub.mqtt, '127.0.0.1');
    this.#keep(far);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      from.on('data', (bytes) => {
        if (this.#mode !== 'silent') to.write(bytes);
      });
      from.on('close', () => this.#mode !== 'silent' && to.destroy());
    }
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => this.#sockets.delete(socket));
  }

  #farOf(port: number): DatagramSocket {
    const known = this.#far.get(port);
    if (known !== undefined) return known;
    const far = createSocket('udp4');
    far.on('message', (bytes) => {
      this.latestAnswer = bytes;
      this.#send(() => this.#near.send(bytes, port, '127.0.0.1'));
    });
    far.on('error', () => {});
    this.#far.set(port, far);
    return far;
  }

  #send(act: () => void): void {
    if (this.#mode === 'pass' && Math.random() >= this.datagramLoss) act();
  }
}
