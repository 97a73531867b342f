import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { RecordStore } from '../../journal/record-store.js';
import type { Care } from '../access/care-desk.js';
import { knownPerson } from '../access/known-actor.js';
import type { ActorOf } from '../actor.js';
import { AuditTrail } from '../audit-trail.js';
import { GuardedRecords } from '../guard.js';
import { safeErrorFields } from '../problem-of.js';
import { replyProblem } from '../reply-problem.js';
import { byUrgency, conflictLine, conflictText } from './conflict-view.js';
import { commitDecision, readDecision, versionsOf } from './decision.js';
import { mayDecide, openQuestions, readQuestion, siteNames } from './questions.js';

export interface ConflictApiOptions {
  readonly store: RecordStore;
  readonly care: Care;
  readonly actorOf: ActorOf;
  /** Wall clock, milliseconds since 1970. */
  readonly now: () => number;
}

type TaskRequest = FastifyRequest<{ Params: { task: string } }>;

/**
 * Questions about versions that contradict each other (rules M12–M15), guarded like the records that they are about:
 * `GET /api/conflicts` lists those that are open, `GET /api/conflicts/:task` shows one with its versions, and
 * `POST /api/conflicts/:task/decision` {versionId, choices: [{group, versionId}]} decides it. Deciding is one transaction of the
 * resource and the Task; a client may as well write both by FHIR.
 */
export async function conflictApi(
  app: FastifyInstance,
  { store, care, actorOf, now }: ConflictApiOptions,
): Promise<void> {
  const trail = new AuditTrail(store, (error) =>
    app.log.error({ defect: safeErrorFields(error) }, 'audit not written'),
  );
  const ground = { store, care, trail, now };
  app.addHook('onClose', () => trail.flush());
  app.setErrorHandler(async (error, request, reply) => replyProblem(error, request, reply));
  const config = { access: 'person' } as const;
  const personFor = (request: FastifyRequest) => knownPerson(actorOf, request);

  app.get('/api/conflicts', { config }, async (request, reply) => {
    const person = await personFor(request);
    const questions = await openQuestions(ground, person);
    const lines = questions.map(({ review }) => conflictLine(review, mayDecide(person, review)));
    return reply.header('cache-control', 'no-store').send({ conflicts: lines.sort(byUrgency) });
  });

  app.get('/api/conflicts/:task', { config }, async (request: TaskRequest, reply) => {
    const actor = await personFor(request);
    const question = await readQuestion(ground, actor, request.params.task);
    const { review, version } = question;
    const { current, versions } = await versionsOf(new GuardedRecords(ground, actor), store, question);
    const text = conflictText({
      ...{ line: conflictLine(review, mayDecide(actor, review)), open: review.open, question: version },
      ...{ current, review, versions },
      originName: await siteNames(store, new Set(versions.map(({ origin }) => origin))),
    });
    return reply.header('cache-control', 'no-store').type('application/json').send(text);
  });

  app.post('/api/conflicts/:task/decision', { config }, async (request: TaskRequest, reply) => {
    const actor = await personFor(request);
    const question = await readQuestion(ground, actor, request.params.task);
    const records = new GuardedRecords(ground, actor);
    records.require(question.review.resource.type, 'update');
    const decision = readDecision(request.body);
    const found = await versionsOf(records, store, question);
    const [decided] = await commitDecision(records, { ...found, question, decision, nowMilliseconds: now() });
    return reply.header('cache-control', 'no-store').send({ versionId: decided?.versionId ?? null });
  });
}
