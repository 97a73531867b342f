import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { LiveEvent, LiveStream } from '../../config/running/live-stream.js';
import { isUnder, reachOf } from '../../fhir-api/access/decide.js';
import { knownPerson } from '../../fhir-api/access/known-actor.js';
import type { ActorOf, Person } from '../../fhir-api/actor.js';
import type { CareStore } from '../../journal/care/care-store.js';
import type { GlassStore } from '../../journal/care/glass-store.js';
import type { HealthIdStore } from '../../journal/health-id-store.js';
import type { RecordStore } from '../../journal/record-store.js';
import type { Commit } from '../../journal/sync-store.js';
import type { RemoteEvent } from '../remote/remote-desk.js';
import type { LinksView } from '../telemetry/links-view.js';
import type { SyncView } from './sync-view.js';

export interface SiteRoutesOptions {
  readonly actorOf: ActorOf;
  /** Whether who sent a request, and was let in then, would be let in now. */
  readonly isStillIn: (request: FastifyRequest) => Promise<boolean>;
  readonly healthIds: Pick<HealthIdStore, 'take'>;
  readonly live: LiveStream;
  readonly readSync: () => Promise<SyncView>;
  readonly readLinks: () => Promise<LinksView>;
}

/** What a `record` event says: which records, and where the change came from; and, for who tells it, who may hear of each. */
export interface RecordEvent {
  readonly source: Commit['source'];
  readonly touched: readonly (Commit['touched'][number] & Hearing)[];
}

interface Hearing {
  readonly isConfidential: boolean;
  /** References of those who care for its patient, or have their record open; '' for all who treat patients here. */
  readonly carers: readonly string[];
}

/** What tells who may hear of a record. */
export interface HearingGround {
  readonly records: Pick<RecordStore, 'areConfidential'>;
  readonly care: Pick<CareStore, 'standingOf'>;
  readonly glass: Pick<GlassStore, 'lookers'>;
  readonly now: () => number;
}

/** The site's routes beside FHIR: how far things are, live events, and new health identifiers. */
export function addSiteRoutes(app: FastifyInstance, options: SiteRoutesOptions): void {
  const { actorOf, isStillIn, healthIds, live, readSync, readLinks } = options;
  const config = { access: 'person' } as const;

  app.get('/api/sync', { config }, async () => readSync());

  app.get('/api/links', { config }, async () => readLinks());

  app.get('/api/live', { config }, async (request, reply) => {
    const actor = await knownPerson(actorOf, request);
    live.attach(
      request,
      reply,
      () => isStillIn(request),
      (event) => viewOf(event, actor),
    );
    return reply;
  });

  const registers = { access: { action: 'create', type: 'Patient', of: 'anybody' } } as const;
  app.post('/api/health-id', { config: registers }, async (_request, reply) =>
    reply.code(201).send({ healthId: await healthIds.take() }),
  );
}

/** The event of a commit, for {@link viewOf}. */
export async function recordEvent(ground: HearingGround, { source, touched }: Commit): Promise<LiveEvent> {
  const labels = await ground.records.areConfidential(touched);
  const told = await Promise.all(
    touched.map(async (record, index) => ({
      ...record,
      ...{ isConfidential: labels[index] !== false, carers: await carersOf(ground, record) },
    })),
  );
  const data: RecordEvent = { source, touched: told };
  return { event: 'record', data };
}

async function carersOf(ground: HearingGround, record: Commit['touched'][number]): Promise<readonly string[]> {
  const { care, glass } = ground;
  const now = ground.now();
  const standing = await care.standingOf(record);
  if (standing === undefined) return [];
  const { patient, facts } = standing;
  if (patient === 'nobody') return [''];
  const held = facts.filter(({ untilMilliseconds }) => untilMilliseconds > now);
  return [...held.map(({ person }) => person), ...(await glass.lookers(patient, now))];
}

/** Tells a person only of records that they may read (rules R1, R22, R25), and of the answers to their own questions. */
export function viewOf(event: LiveEvent, actor: Person): LiveEvent | undefined {
  if (event.event === 'remote') {
    const { id, state, author } = event.data as RemoteEvent;
    return author === actor.author ? { event: 'remote', data: { id, state } } : undefined;
  }
  if (event.event !== 'record') return event;
  const { source, touched } = event.data as RecordEvent;
  const seen = touched.flatMap(({ isConfidential, carers, ...record }) => {
    const reach = reachOf(actor, record.type, 'read');
    if (reach !== 'all' && reach !== 'in-part') return [];
    if (isConfidential && isUnder(actor, record.type, 'read', 'not-confidential')) return [];
    const isCaredFor = carers.includes('') || carers.includes(actor.author);
    return isCaredFor || !isUnder(actor, record.type, 'read', 'care') ? [record] : [];
  });
  return seen.length === 0 ? undefined : { event: 'record', data: { source, touched: seen } };
}
