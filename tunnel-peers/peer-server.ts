import { chmodSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { Problem } from '../protocol/problem.js';
import type { InnerSubnet } from '../protocol/tunnel/inner-subnet.js';
import { connectionsMax, idleMillisecondsMax, peersMax, requestBytesMax } from './limits.js';
import { type PeerRequest, parsePeerRequest } from './peer-request.js';
import type { WireguardPeers } from './wireguard-peers.js';

export interface PeerServerOptions {
  /** Where the socket is made; who may use it is decided by its mode and its folder's. */
  readonly path: string;
  readonly subnet: InnerSubnet;
  readonly peers: Pick<WireguardPeers, 'list' | 'add' | 'remove'>;
}

/** The narrow socket: one line of request on a connection, one line of answer, at most one change at a time (rule L22). */
export class PeerServer {
  readonly #options: PeerServerOptions;
  readonly #server: Server;
  readonly #connections = new Set<Socket>();
  /** The change under way; the next one waits for it. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: PeerServerOptions) {
    this.#options = options;
    this.#server = createServer((connection) => this.#serve(connection));
    this.#server.maxConnections = connectionsMax;
  }

  async start(): Promise<void> {
    const { path } = this.#options;
    rmSync(path, { force: true });
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(path, resolve);
    });
    // The owner and the group of the folder: the unit gives it the hub's.
    chmodSync(path, 0o660);
  }

  async stop(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const connection of this.#connections) connection.destroy();
    await closed;
    rmSync(this.#options.path, { force: true });
  }

  #serve(connection: Socket): void {
    this.#connections.add(connection);
    connection.on('close', () => this.#connections.delete(connection));
    connection.on('error', () => connection.destroy());
    connection.setTimeout(idleMillisecondsMax, () => connection.destroy());
    let heard = '';
    connection.setEncoding('utf8');
    const listen = (part: string) => {
      heard += part;
      const end = heard.indexOf('\n');
      if (end === -1 && heard.length <= requestBytesMax) return;
      connection.off('data', listen);
      void this.#answer(end === -1 || end > requestBytesMax ? undefined : heard.slice(0, end)).then((answer) => {
        connection.end(`${JSON.stringify(answer)}\n`);
      });
    };
    connection.on('data', listen);
  }

  async #answer(line: string | undefined): Promise<object> {
    try {
      if (line === undefined) throw new Problem('too-large', 'request');
      const request = parsePeerRequest(line, this.#options.subnet);
      const done = this.#last.then(() => this.#perform(request));
      this.#last = done.catch(() => {});
      return { ok: await done };
    } catch (cause) {
      const problem = cause instanceof Problem ? cause : new Problem('internal');
      return { problem: { code: problem.code, detail: problem.detail, issues: [] } };
    }
  }

  async #perform(request: PeerRequest): Promise<unknown> {
    const { peers } = this.#options;
    switch (request.do) {
      case 'list':
        return { peers: await peers.list() };
      case 'add':
        if ((await peers.list()).length >= peersMax) throw new Problem('too-large', 'peers');
        await peers.add(request.publicKey, request.address);
        return null;
      case 'remove':
        await peers.remove(request.publicKey);
        return null;
    }
  }
}
