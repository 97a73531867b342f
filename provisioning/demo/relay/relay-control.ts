import { chmodSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { Problem } from '../../../protocol/problem.js';
import { answerOfError, type ControlAnswer, readLine } from '../../control/message.js';
import { reachSocket } from '../../control/socket-path.js';
import type { CutMode, TcpRelay } from './tcp-relay.js';

/** A relayed link of a site. */
export interface RelayedLink {
  readonly site: string;
  readonly link: string;
  readonly kind: 'fibre' | 'geo';
  readonly relay: TcpRelay;
}

/** What the ops page of a demo hub is told about a link. */
export interface LinkState {
  readonly site: string;
  readonly link: string;
  readonly kind: 'fibre' | 'geo';
  readonly cut: boolean;
  readonly mode?: CutMode;
  readonly bytesUp: number;
  readonly bytesDown: number;
}

/**
 * Answers on a Unix socket (mode 0600), one line of JSON for a request and one for its answer, as the control socket of
 * a node does: `{"list":true}` or `{"site","link","cut":true|false|"blackhole"|"refuse"}` → `{"ok":{"links":[…]}}`.
 */
export class RelayControl {
  readonly #path: string;
  readonly #links: readonly RelayedLink[];
  readonly #server: Server;

  constructor(path: string, links: readonly RelayedLink[]) {
    this.#path = path;
    this.#links = links;
    this.#server = createServer((socket) => void this.#serve(socket));
  }

  async start(): Promise<void> {
    rmSync(this.#path, { force: true });
    const { path, release } = reachSocket(this.#path);
    try {
      await new Promise<void>((resolve, reject) => {
        this.#server.once('error', reject);
        this.#server.listen(path, resolve);
      });
      chmodSync(this.#path, 0o600);
    } finally {
      release();
    }
  }

  async stop(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
    rmSync(this.#path, { force: true });
  }

  async #serve(socket: Socket): Promise<void> {
    socket.on('error', () => socket.destroy());
    socket.end(`${JSON.stringify(await this.#answer(socket))}\n`);
  }

  async #answer(socket: Socket): Promise<ControlAnswer> {
    try {
      this.#obey(parseRequest(await readLine(socket)));
      return { ok: { links: this.#links.map(stateOf) } };
    } catch (cause) {
      return answerOfError(cause);
    }
  }

  #obey(request: RelayRequest): void {
    if ('list' in request) return;
    const found = this.#links.find(({ site, link }) => site === request.site && link === request.link);
    if (found === undefined) throw new Problem('not-found', 'link');
    found.relay.setCut(request.cut === true ? 'blackhole' : request.cut === false ? undefined : request.cut);
  }
}

type RelayRequest =
  | { readonly list: true }
  | { readonly site: string; readonly link: string; readonly cut: boolean | CutMode };

function parseRequest(line: string): RelayRequest {
  let request: { [name: string]: unknown };
  try {
    request = JSON.parse(line) as { [name: string]: unknown };
  } catch (cause) {
    throw new Problem('body-malformed', 'relay request', [], { cause });
  }
  if (request.list === true) return { list: true };
  const { site, link, cut } = request;
  const known = typeof cut === 'boolean' || cut === 'blackhole' || cut === 'refuse';
  if (typeof site !== 'string' || typeof link !== 'string' || !known) {
    throw new Problem('body-malformed', 'relay request');
  }
  return { site, link, cut };
}

function stateOf({ site, link, kind, relay }: RelayedLink): LinkState {
  const { up, down } = relay.bytes;
  const mode = relay.cut;
  return { site, link, kind, cut: mode !== undefined, ...(mode && { mode }), bytesUp: up, bytesDown: down };
}
