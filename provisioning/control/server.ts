import { chmodSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { Problem } from '../../protocol/problem.js';
import { problemOfSystemError } from '../folder/atomic-file.js';
import { nodePaths } from '../node-folder.js';
import { answerOfError, type ControlAnswer, type ControlRequest, readLine } from './message.js';
import { reachSocket } from './socket-path.js';

/** A verb of the control socket: arguments of one JSON value to a result of one JSON value; rejects with Problem. */
export type ControlVerb = (args: unknown) => Promise<unknown>;

export type ControlVerbs = ReadonlyMap<string, ControlVerb>;

export interface ControlServer {
  stop(): Promise<void>;
}

export interface ControlServerOptions {
  /** The node's folder, whose lock the caller holds. */
  readonly dir: string;
  readonly verbs: ControlVerbs;
  /** Told of errors that are not Problems; they reach the caller as `internal`. */
  readonly onError?: (cause: unknown) => void;
}

/**
 * Listens on `control.sock` of the folder. Whoever may open it is the node's owner (mode 0600 in a 0700 folder), so the
 * verbs ask for no password.
 * @throws Problem `permission-denied`, `usage-wrong` when the path is too long
 */
export async function startControlServer(options: ControlServerOptions): Promise<ControlServer> {
  const path = nodePaths(options.dir).controlSocket;
  // The caller holds the folder's lock, so a socket found here was left by a program that was killed.
  rmSync(path, { force: true });
  const socket = reachSocket(path);
  const connections = new Set<Socket>();
  const server = createServer((connection) => {
    connections.add(connection);
    connection.on('close', () => connections.delete(connection));
    connection.on('error', () => connection.destroy());
    void serve(connection, options);
  });
  try {
    await listen(server, socket.path);
    chmodSync(path, 0o600);
  } catch (cause) {
    server.close();
    socket.release();
    throw problemOfSystemError(cause, path);
  }
  return {
    stop: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const connection of connections) connection.destroy();
      await closed;
      socket.release();
      rmSync(path, { force: true });
    },
  };
}

async function serve(connection: Socket, options: ControlServerOptions): Promise<void> {
  const answer = await answerTo(connection, options);
  connection.end(`${JSON.stringify(answer)}\n`);
}

async function answerTo(connection: Socket, options: ControlServerOptions): Promise<ControlAnswer> {
  try {
    const { verb, args } = parseRequest(await readLine(connection));
    const handler = options.verbs.get(verb);
    if (handler === undefined) throw new Problem('method-unsupported', `verb ${verb}`);
    return { ok: (await handler(args)) ?? null };
  } catch (cause) {
    if (!(cause instanceof Problem)) options.onError?.(cause);
    return answerOfError(cause);
  }
}

function parseRequest(line: string): ControlRequest {
  try {
    const request = JSON.parse(line) as ControlRequest;
    if (typeof request.verb !== 'string') throw new Error('verb');
    return request;
  } catch (cause) {
    throw new Problem('body-malformed', 'control request', [], { cause });
  }
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
