import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { LiveEvent, LiveStream } from '../../config/running/live-stream.js';
import type { Actor, ActorOf } from '../../fhir-api/actor.js';
import type { HealthIdStore } from '../../journal/health-id-store.js';
import type { Commit } from '../../journal/sync-store.js';
import { Problem } from '../../protocol/problem.js';
import { mayDo } from '../../record/access.js';
import type { RemoteEvent } from '../remote/remote-desk.js';
import type { LinksView } from '../telemetry/links-view.js';
import type { SyncView } from './sync-view.js';

export interface SiteRoutesOptions {
  readonly actorOf: ActorOf;
  readonly healthIds: HealthIdStore;
  readonly live: LiveStream;
  readonly readSync: () => Promise<SyncView>;
  readonly readLinks: () => Promise<LinksView>;
}

/** What a `record` event says: which records, and where the change came from. */
export type RecordEvent = Pick<Commit, 'source' | 'touched'>;

/** The site's routes beside FHIR: how far things are, live events, and new health identifiers. */
export function addSiteRoutes(app: FastifyInstance, options: SiteRoutesOptions): void {
  const { actorOf, healthIds, live, readSync, readLinks } = options;

  app.get('/api/sync', async (request) => {
    await requireActor(actorOf, request);
    return readSync();
  });

  app.get('/api/links', async (request) => {
    await requireActor(actorOf, request);
    return readLinks();
  });

  app.get('/api/live', async (request, reply) => {
    const actor = await requireActor(actorOf, request);
    live.attach(request, reply, (event) => viewOf(event, actor));
    return reply;
  });

  app.post('/api/health-id', async (request, reply) => {
    const actor = await requireActor(actorOf, request);
    if (!mayDo(actor.role, 'Patient', 'create')) throw new Problem('forbidden');
    return reply.code(201).send({ healthId: await healthIds.take() });
  });
}

/** Tells a person only of records that their role may read (rule R1), and of the answers to their own questions. */
export function viewOf(event: LiveEvent, actor: Pick<Actor, 'role' | 'author'>): LiveEvent | undefined {
  if (event.event === 'remote') {
    const { id, state, author } = event.data as RemoteEvent;
    return author === actor.author ? { event: 'remote', data: { id, state } } : undefined;
  }
  if (event.event !== 'record') return event;
  const { source, touched } = event.data as RecordEvent;
  const seen = touched.filter(({ type }) => mayDo(actor.role, type, 'read'));
  return seen.length === 0 ? undefined : { event: 'record', data: { source, touched: seen } };
}

/** @throws Problem `unauthenticated` */
export async function requireActor(actorOf: ActorOf, request: FastifyRequest): Promise<Actor> {
  const actor = await actorOf(request);
  if (actor === undefined) throw new Problem('unauthenticated');
  return actor;
}
