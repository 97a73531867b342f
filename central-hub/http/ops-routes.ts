import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { LiveStream } from '../../config/running/live-stream.js';
import type { Actor, ActorOf } from '../../fhir-api/actor.js';
import { Problem } from '../../protocol/problem.js';
import type { FleetView } from './fleet-view.js';

export interface OpsRoutesOptions {
  readonly actorOf: ActorOf;
  readonly live: LiveStream;
  readonly readFleet: () => Promise<FleetView>;
}

/** The routes of the ops console. Only regional operations may use them; they hold no patient data (rule R2). */
export function addOpsRoutes(app: FastifyInstance, options: OpsRoutesOptions): void {
  app.get('/api/fleet', async (request) => {
    await requireOps(options.actorOf, request);
    return options.readFleet();
  });
  app.get('/api/live', async (request, reply) => {
    const actor = await options.actorOf(request);
    if (actor === undefined) throw new Problem('unauthenticated');
    options.live.attach(request, reply);
    return reply;
  });
}

/** @throws Problem `unauthenticated`, `forbidden` */
export async function requireOps(actorOf: ActorOf, request: FastifyRequest): Promise<Actor> {
  const actor = await actorOf(request);
  if (actor === undefined) throw new Problem('unauthenticated');
  if (actor.role !== 'ops') throw new Problem('forbidden');
  return actor;
}
