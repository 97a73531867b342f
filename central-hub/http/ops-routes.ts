import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { LiveStream } from '../../config/running/live-stream.js';
import type { FleetView } from './fleet-view.js';

export interface OpsRoutesOptions {
  readonly live: LiveStream;
  /** Whether who sent a request, and was let in then, would be let in now. */
  readonly isStillIn: (request: FastifyRequest) => Promise<boolean>;
  readonly readFleet: () => Promise<FleetView>;
}

/** What the routes of regional operations need of who asks (rule R2). */
export const forOps = { access: { role: 'ops' } } as const;

/** The routes of the ops console. Only regional operations may use them; they hold no patient data (rule R2). */
export function addOpsRoutes(app: FastifyInstance, options: OpsRoutesOptions): void {
  app.get('/api/fleet', { config: forOps }, async () => options.readFleet());
  app.get('/api/live', { config: { access: 'person' } }, async (request, reply) => {
    options.live.attach(request, reply, () => options.isStillIn(request));
    return reply;
  });
}
