import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { CareStore } from '../../journal/care/care-store.js';
import type { BrokenGlass } from '../../journal/care/glass-store.js';
import type { RecordStore } from '../../journal/record-store.js';
import { parseResourceId } from '../../protocol/ids.js';
import { Problem } from '../../protocol/problem.js';
import { accessKindOf } from '../../record/access.js';
import { isGlassReason, isGlassVerdict } from '../../record/care/broken-glass.js';
import { knownPerson } from '../access/known-actor.js';
import { instantOf } from '../answer.js';
import { takeBodiesAsText } from '../body-parsers.js';
import { apiLimits } from '../limits.js';
import { replyProblem } from '../reply-problem.js';
import { readFields } from '../session/read-sign-in.js';
import { unkept } from '../session/send-result.js';
import type { Sessions } from '../session/sessions.js';
import { BreakGlass, type BreakGlassOptions } from './break-glass.js';
import type { RestrictionOptions } from './restriction.js';
import { addRestrictionRoutes } from './restriction-routes.js';

export interface CareApiOptions extends BreakGlassOptions, RestrictionOptions {
  readonly care: CareStore;
  readonly records: RecordStore;
  readonly sessions: Sessions;
}

type PatientRequest = FastifyRequest<{ Params: { patient: string } }>;
type ReviewRequest = FastifyRequest<{ Params: { id: string } }>;

/**
 * How one stands to a patient, and records that are opened without a relationship: GET `/api/care/:patient`; POST
 * `/api/care/:patient/glass` {reason}; DELETE `/api/care/glass`; POST and DELETE
 * `/api/care/:patient/restriction`; for who has the duty (R28) GET
 * `/api/care/reviews` and POST `/api/care/reviews/:id` {verdict}. Errors are OperationOutcomes.
 */
export async function careApi(app: FastifyInstance, options: CareApiOptions): Promise<void> {
  const { sessions, glass } = options;
  const { actorOf } = sessions;
  const desk = new BreakGlass(options);
  takeBodiesAsText(app);
  app.setErrorHandler(async (error, request, reply) => replyProblem(error, request, reply));
  const reads = { config: { access: { action: 'read', type: 'Patient', of: 'person' } } } as const;
  const small = { bodyLimit: apiLimits.sessionRequestBytesMax };
  const opens = { ...small, config: { ...reads.config, proof: 'recent' } } as const;
  /** What the session is kept as. @throws Problem `forbidden` for who has a token: nobody proves anything by one. */
  const sessionOf = async (request: FastifyRequest): Promise<string> => {
    const found = await sessions.sessionOf(request);
    if (found === undefined || request.headers.authorization !== undefined)
      throw new Problem('forbidden', 'in a session');
    return found.credential.hash;
  };
  const reviews = { config: { access: { duty: 'review-openings' } } } as const;

  app.get('/api/care/:patient', reads, async (request: PatientRequest, reply) => {
    const patient = parseResourceId(request.params.patient);
    const person = await knownPerson(actorOf, request);
    const { untilMilliseconds, ...standing } = await desk.standing(person, patient);
    const looks = (await glass.listOf(patient, apiLimits.glassLooksMax)).map(lookOf);
    return unkept(reply).send({ ...standing, until: untilMilliseconds && instantOf(untilMilliseconds), looks });
  });

  app.post('/api/care/:patient/glass', opens, async (request: PatientRequest, reply) => {
    const person = await knownPerson(actorOf, request);
    const patient = parseResourceId(request.params.patient);
    const { reason } = readFields(request.body);
    if (!isGlassReason(reason)) throw new Problem('body-malformed', 'reason');
    const until = await desk.open(person, await sessionOf(request), patient, reason);
    return unkept(reply)
      .code(201)
      .send({ until: instantOf(until) });
  });

  app.delete('/api/care/glass', { config: { access: 'person' } }, async (request, reply) => {
    await desk.end(await knownPerson(actorOf, request), await sessionOf(request));
    return unkept(reply).code(204).send();
  });

  addRestrictionRoutes(app, options);

  app.get('/api/care/reviews', reviews, async (_request, reply) => {
    const waiting = await glass.list('waiting', apiLimits.glassReviewsMax);
    const reviewed = await glass.list('reviewed', apiLimits.glassReviewsMax);
    const shown = await Promise.all([...waiting, ...reviewed].map((opened) => reviewOf(opened, options)));
    return unkept(reply).send({ reviews: shown });
  });

  app.post('/api/care/reviews/:id', { ...reviews, ...small }, async (request: ReviewRequest, reply) => {
    const { verdict } = readFields(request.body);
    if (!isGlassVerdict(verdict)) throw new Problem('body-malformed', 'verdict');
    await desk.review(await knownPerson(actorOf, request), Number(request.params.id), verdict);
    return unkept(reply).code(204).send();
  });
}

/** Who opened the record, as whoever sees the chart is told, the patient too. */
function lookOf({ author, displayName, reason, beganMilliseconds, untilMilliseconds, review }: BrokenGlass) {
  const [from, until] = [instantOf(beganMilliseconds), instantOf(untilMilliseconds)];
  return { author, displayName, reason, from, until, verdict: review?.verdict ?? null };
}

/** The same for a review: whose record by a reference, what was looked at by kinds; nothing of it. */
async function reviewOf(opened: BrokenGlass, { glass }: CareApiOptions) {
  const kinds = new Map<string, number>();
  for (const { action, type, count } of await glass.actsOf(opened)) {
    const word = action.split(' ', 1)[0] ?? '';
    const key = `${word} ${word === 'search' || word.startsWith('break-glass') ? 'identity' : accessKindOf(type)}`;
    if (!word.startsWith('break-glass')) kinds.set(key, (kinds.get(key) ?? 0) + count);
  }
  const acts = [...kinds].map(([key, count]) => ({ action: key.split(' ')[0], kind: key.split(' ')[1], count }));
  return { id: opened.id, patient: `Patient/${opened.patient}`, ...lookOf(opened), acts };
}
