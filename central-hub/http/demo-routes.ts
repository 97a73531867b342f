import { createConnection, type Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { ActorOf } from '../../fhir-api/actor.js';
import { Problem } from '../../protocol/problem.js';
import { type ControlAnswer, readLine, resultOf } from '../../provisioning/control/message.js';
import { reachSocket } from '../../provisioning/control/socket-path.js';
import { requireOps } from './ops-routes.js';

export interface DemoRoutesOptions {
  readonly actorOf: ActorOf;
  /** The Unix socket of the program that relays the demo's links. */
  readonly relaySocket: string;
}

interface CutRequest {
  readonly site: string;
  readonly link: string;
  readonly cut: boolean;
}

/** In a demo folder only: the ops page shows the relayed links and may cut them. */
export function addDemoRoutes(app: FastifyInstance, { actorOf, relaySocket }: DemoRoutesOptions): void {
  app.get('/api/demo/links', async (request) => {
    await requireOps(actorOf, request);
    return askRelay(relaySocket, { list: true });
  });
  app.post('/api/demo/links', async (request) => {
    await requireOps(actorOf, request);
    return askRelay(relaySocket, parseCut(request.body));
  });
}

function parseCut(body: unknown): CutRequest {
  const { site, link, cut } = (typeof body === 'object' && body !== null ? body : {}) as Partial<CutRequest>;
  if (typeof site !== 'string' || typeof link !== 'string' || typeof cut !== 'boolean') {
    throw new Problem('body-malformed', 'site, link and cut are required');
  }
  return { site, link, cut };
}

async function askRelay(path: string, request: object): Promise<unknown> {
  const reachable = reachSocket(path);
  try {
    const socket = await connect(reachable.path);
    try {
      const answer = readLine(socket);
      socket.write(`${JSON.stringify(request)}\n`);
      return resultOf(JSON.parse(await answer) as ControlAnswer);
    } finally {
      socket.destroy();
    }
  } finally {
    reachable.release();
  }
}

function connect(path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(path);
    socket.once('connect', () => {
      socket.removeAllListeners('error');
      resolve(socket);
    });
    socket.once('error', (cause) => reject(new Problem('not-found', 'the demo relay is not running', [], { cause })));
  });
}
