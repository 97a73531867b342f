import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A receiver of notifications that takes each at once, and keeps when it came. */
export class Receiver {
  readonly port: number;
  readonly #server: Server;
  /** When notifications of a version came, by the monotonic clock, milliseconds; by `meta.versionId`. */
  readonly #arrivals: Map<string, number[]>;
  #count = 0;

  private constructor(server: Server, arrivals: Map<string, number[]>) {
    this.#server = server;
    this.#arrivals = arrivals;
    this.port = (server.address() as AddressInfo).port;
  }

  static async start(): Promise<Receiver> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const receiver = new Receiver(server, new Map());
    server.on('request', (request, reply) => {
      request.resume().on('end', () => {
        receiver.#note(String(request.headers['carnet-notification']));
        reply.writeHead(204).end();
      });
    });
    return receiver;
  }

  /** How many came since it was cleared, greetings left out. */
  get count(): number {
    return this.#count;
  }

  arrivalsOf(versionId: string): readonly number[] {
    return this.#arrivals.get(versionId) ?? [];
  }

  clear(): void {
    this.#arrivals.clear();
    this.#count = 0;
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  /** @param notification the id of the subscription, a dot, and that of the version */
  #note(notification: string): void {
    const versionId = notification.slice(notification.indexOf('.') + 1);
    if (versionId === 'greeting') return;
    this.#count += 1;
    const known = this.#arrivals.get(versionId);
    if (known === undefined) this.#arrivals.set(versionId, [performance.now()]);
    else known.push(performance.now());
  }
}
