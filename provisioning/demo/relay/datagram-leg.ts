import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import type { NetworkAddress } from '../../node-folder.js';
import { problemOfListening } from '../port-in-use.js';

export interface DatagramLegOptions {
  readonly target: NetworkAddress;
  readonly delayMilliseconds: number;
  /** Whether the line is cut now: what comes then is lost, as it would be. */
  readonly isCut: () => boolean;
}

/** Who sends through a leg: a few sites, each from one port; the oldest gives way. */
const sendersMax = 16;

interface Sender {
  readonly key: string;
  readonly far: Socket;
}

/** The datagrams of a line between a site and the hub on this machine: what its TCP connections share a cut with. */
export class DatagramLeg {
  readonly #options: DatagramLegOptions;
  readonly #near = createSocket('udp4');
  readonly #timers = new Set<NodeJS.Timeout>();
  #senders: readonly Sender[] = [];

  constructor(options: DatagramLegOptions) {
    this.#options = options;
  }

  /** May be tried again when it throws. @throws Problem `port-in-use`, `permission-denied` */
  async start(listen: NetworkAddress): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const fail = (cause: unknown) => reject(problemOfListening(cause, listen.port));
      this.#near.once('error', fail);
      this.#near.bind(listen.port, listen.host, () => {
        this.#near.off('error', fail);
        resolve();
      });
    });
    const { host, port } = this.#options.target;
    this.#near.on('message', (bytes, from) => this.#later(() => this.#farOf(from).send(bytes, port, host)));
    // A line loses what it cannot pass on; its ends notice by themselves.
    this.#near.on('error', () => {});
  }

  stop(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    for (const { far } of this.#senders) far.close();
    this.#near.close();
  }

  #later(act: () => void): void {
    if (this.#options.isCut()) return;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      if (!this.#options.isCut()) act();
    }, this.#options.delayMilliseconds);
    this.#timers.add(timer);
  }

  #farOf({ address, port }: RemoteInfo): Socket {
    const key = `${address} ${port}`;
    const known = this.#senders.find((sender) => sender.key === key);
    if (known !== undefined) return known.far;
    const far = createSocket('udp4');
    far.on('message', (bytes) => this.#later(() => this.#near.send(bytes, port, address)));
    far.on('error', () => {});
    for (const { far: oldest } of this.#senders.slice(0, -(sendersMax - 1))) oldest.close();
    this.#senders = [...this.#senders.slice(-(sendersMax - 1)), { key, far }];
    return far;
  }
}
