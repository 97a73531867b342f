import type { FastifyInstance } from 'fastify';
import { Problem } from '../../protocol/problem.js';
import { askSocket } from '../../provisioning/control/ask-socket.js';
import { forOps } from './ops-routes.js';

export interface DemoRoutesOptions {
  /** The Unix socket of the program that relays the demo's links. */
  readonly relaySocket: string;
}

interface CutRequest {
  readonly site: string;
  readonly link: string;
  readonly cut: boolean;
}

const relay = 'the demo relay is not running';

/** In a demo folder only: the ops page shows the relayed links and may cut them. */
export function addDemoRoutes(app: FastifyInstance, { relaySocket }: DemoRoutesOptions): void {
  app.get('/api/demo/links', { config: forOps }, async () => askSocket(relaySocket, { list: true }, relay));
  app.post('/api/demo/links', { config: forOps }, async (request) =>
    askSocket(relaySocket, parseCut(request.body), relay),
  );
}

function parseCut(body: unknown): CutRequest {
  const { site, link, cut } = (typeof body === 'object' && body !== null ? body : {}) as Partial<CutRequest>;
  if (typeof site !== 'string' || typeof link !== 'string' || typeof cut !== 'boolean') {
    throw new Problem('body-malformed', 'site, link and cut are required');
  }
  return { site, link, cut };
}
