import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from '../../config/running/logger.js';
import type { OrderedStop } from '../../config/running/ordered-stop.js';

/** What strangers can hold open: everybody on the Internet may ask. */
const connectionsMax = 200;
const requestMillisecondsMax = 5_000;
const headerBytesMax = 4 * 1024;

/** Answers 204 to `/alive` in plain HTTP, says nothing else, and reads nothing (rule L62). */
export class AliveListener {
  readonly #logger: Logger;
  readonly #server: Server;

  constructor(logger: Logger) {
    this.#logger = logger;
    const limits = { headersTimeout: requestMillisecondsMax, requestTimeout: requestMillisecondsMax };
    this.#server = createServer({ ...limits, maxHeaderSize: headerBytesMax }, (request, response) => {
      const isAsked = (request.method === 'GET' || request.method === 'HEAD') && request.url === '/alive';
      response.writeHead(isAsked ? 204 : 404, { connection: 'close', 'cache-control': 'no-store' }).end();
    });
    this.#server.maxConnections = connectionsMax;
  }

  /** Listens. Where it cannot, that is told, and the hub goes on without: no record waits for it. @returns the port, or 0 */
  async start(host: string, port: number): Promise<number> {
    try {
      await new Promise<void>((resolve, reject) => {
        this.#server.once('error', reject);
        this.#server.listen(port, host, () => resolve());
      });
    } catch (error) {
      this.#logger.error({ err: error, port }, 'sites cannot ask whether they are captive');
      return 0;
    }
    return (this.#server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }
}

/** Starts it where a port is set. @returns the port, or 0 */
export async function startAlive(host: string, port: number, logger: Logger, stop: OrderedStop): Promise<number> {
  if (port === 0) return 0;
  const listener = new AliveListener(logger);
  const bound = await listener.start(host, port);
  if (bound !== 0) stop.add('alive', () => listener.stop());
  return bound;
}
