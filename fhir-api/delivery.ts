import type { FastifyInstance } from 'fastify';
import type { RecordStore } from '../journal/record-store.js';
import { parseResourceId, parseResourceType } from '../protocol/ids.js';
import { Problem } from '../protocol/problem.js';
import { problems } from '../protocol/problems.js';
import type { Care } from './access/care-desk.js';
import { knownActor } from './access/known-actor.js';
import type { ActorOf } from './actor.js';
import { instantOf } from './answer.js';
import { AuditTrail } from './audit-trail.js';
import { GuardedRecords } from './guard.js';
import { safeErrorFields } from './problem-of.js';
import { replyProblem } from './reply-problem.js';

export interface DeliveryApiOptions {
  readonly store: RecordStore;
  readonly care: Care;
  readonly actorOf: ActorOf;
  /** Wall clock, milliseconds since 1970. */
  readonly now: () => number;
}

/**
 * `GET /api/delivery/TYPE/ID`: how far the current version of a record has come →
 * {versionId, reached: 'site'|'hub'|'backed-up'|'refused', atHub?: instant, code?, en?, fr?: why it was refused}. Guarded like a read of the record.
 */
export async function deliveryApi(
  app: FastifyInstance,
  { store, care, actorOf, now }: DeliveryApiOptions,
): Promise<void> {
  const trail = new AuditTrail(store, (error) =>
    app.log.error({ defect: safeErrorFields(error) }, 'audit not written'),
  );
  app.addHook('onClose', () => trail.flush());
  app.setErrorHandler(async (error, request, reply) => replyProblem(error, request, reply));
  const config = { access: 'records' } as const;
  app.get<{ Params: { type: string; id: string } }>('/api/delivery/:type/:id', { config }, async (request, reply) => {
    const actor = await knownActor(actorOf, request);
    const key = { type: parseResourceType(request.params.type), id: parseResourceId(request.params.id) };
    const delivery = await new GuardedRecords({ store, care, trail, now }, actor).delivery(key);
    if (delivery === undefined) throw new Problem('not-found');
    const { versionId, reached, code, atHubMilliseconds } = delivery;
    return reply.header('cache-control', 'no-store').send({
      versionId,
      reached,
      ...(code === undefined ? {} : { code, en: problems[code].en, fr: problems[code].fr }),
      ...(atHubMilliseconds === undefined ? {} : { atHub: instantOf(atHubMilliseconds) }),
    });
  });
}
