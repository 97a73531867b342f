import { createSocket, type Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';

export interface ProbeSocketTarget {
  readonly host: string;
  readonly port: number;
  /** An IP address of this machine; without, the system chooses. */
  readonly localAddress?: string;
  /** The port that the system's routes know the probes of this link by; without, or where it is taken, any. */
  readonly localPort?: number;
}

export interface ProbeSocketEvents {
  onMessage(bytes: Uint8Array): void;
  /** Something did not go out, or the network says that nothing answers there; the error's code. */
  onFailed(code: string): void;
}

/** What may be held back while a name is looked up; what is older is not worth sending. */
const waitingMax = 8;

/**
 * One UDP socket towards one place. It is connected, so that what the network says (ICMP unreachable) becomes an error
 * here; after an error other than that it is made anew with the next probe, because the address of a link may come back.
 */
export class ProbeSocket {
  readonly #target: ProbeSocketTarget;
  readonly #events: ProbeSocketEvents;
  #socket: Socket | undefined;
  #connected = false;
  #closed = false;
  #isTaken = false;
  #waiting: readonly Uint8Array[] = [];

  constructor(target: ProbeSocketTarget, events: ProbeSocketEvents) {
    this.#target = target;
    this.#events = events;
  }

  send(bytes: Uint8Array): void {
    if (this.#closed) return;
    const socket = this.#socket ?? this.#open();
    if (this.#connected) {
      socket.send(bytes, (error) => error && this.#fail(socket, error));
      return;
    }
    this.#waiting = [...this.#waiting, bytes].slice(-waitingMax);
  }

  close(): void {
    this.#closed = true;
    this.#drop(this.#socket);
  }

  #open(): Socket {
    const { host, port, localAddress, localPort } = this.#target;
    const socket = createSocket({ type: isIPv6(localAddress ?? host) ? 'udp6' : 'udp4' });
    this.#socket = socket;
    socket.on('error', (error) => this.#fail(socket, error));
    socket.on('message', (bytes) => {
      if (this.#socket === socket) this.#events.onMessage(bytes);
    });
    socket.on('connect', () => this.#flush(socket));
    const connect = () => {
      // It may have been closed while it was bound.
      if (this.#socket === socket) socket.connect(port, host, (error?: Error) => error && this.#fail(socket, error));
    };
    const bound = this.#isTaken ? undefined : localPort;
    if (localAddress === undefined && bound === undefined) connect();
    else socket.bind({ ...(localAddress && { address: localAddress }), ...(bound && { port: bound }) }, connect);
    return socket;
  }

  #flush(socket: Socket): void {
    if (this.#socket !== socket) return;
    this.#connected = true;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const bytes of waiting) this.send(bytes);
  }

  #fail(socket: Socket, error: Error): void {
    if (this.#socket !== socket) return;
    const { code } = error as { code?: unknown };
    if (code === 'EADDRINUSE') this.#isTaken = true;
    // Nothing listens there; the socket itself is well.
    if (code !== 'ECONNREFUSED') this.#drop(socket);
    this.#events.onFailed(typeof code === 'string' ? code : 'EUNKNOWN');
  }

  #drop(socket: Socket | undefined): void {
    if (socket === undefined) return;
    this.#socket = undefined;
    this.#connected = false;
    this.#waiting = [];
    socket.removeAllListeners();
    socket.on('error', () => {});
    socket.close();
  }
}
