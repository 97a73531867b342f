import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { CopyGround } from '../../journal/subject-copy/journal-copy-source.js';
import { parseResourceId, parseResourceType, type ResourceId } from '../../protocol/ids.js';
import { Problem } from '../../protocol/problem.js';
import { type RectificationAnswer, rectificationAnswers } from '../../record/builders/rectification.js';
import { knownPerson } from '../access/known-actor.js';
import type { RightsGround } from '../access/rights.js';
import type { Person } from '../actor.js';
import { BreakGlass, type BreakGlassOptions } from '../care/break-glass.js';
import { GuardedRecords } from '../guard.js';
import { apiLimits } from '../limits.js';
import { readFields } from '../session/read-sign-in.js';
import { unkept } from '../session/send-result.js';
import type { Sessions } from '../session/sessions.js';
import { correctionsOf } from './corrections.js';
import { RectificationDesk } from './rectification-desk.js';

export interface RectificationRoutesOptions extends CopyGround, BreakGlassOptions {
  readonly records: RightsGround['store'];
  readonly sessions: Pick<Sessions, 'actorOf'>;
  /** What judges who may see a version. */
  readonly rights: RightsGround;
}

type OfPatient = FastifyRequest<{ Params: { patient: string }; Querystring: Record<string, unknown> }>;
type OfRequest = FastifyRequest<{ Params: { patient: string; id: string } }>;

/**
 * What was changed in a record, and what its patient asks to be put right (rule R39), below `/api/privacy/:patient`: GET
 * `…/corrections?language=fr`; GET and POST `…/rectifications` {what}; POST `…/rectifications/:id` {answer, reason}.
 */
export function addRectificationRoutes(app: FastifyInstance, options: RectificationRoutesOptions): void {
  const { sessions, records, rights } = options;
  const standings = new BreakGlass(options);
  const desk = new RectificationDesk(options);
  const reads = { config: { access: { action: 'read', type: 'Patient', of: 'person' } } } as const;
  const notes = {
    bodyLimit: apiLimits.sessionRequestBytesMax,
    config: { access: { duty: 'note-rectification' } },
  } as const;
  const answers = { ...notes, config: { access: { duty: 'answer-rectification' } } } as const;
  /** @throws Problem `not-found`, `no-care-relationship` */
  const patientOf = async (text: string, person: Person): Promise<ResourceId> => {
    const patient = parseResourceId(text);
    const found = await records.read({ type: parseResourceType('Patient'), id: patient });
    if (found === undefined || found.deleted) throw new Problem('not-found');
    const { state } = await standings.standing(person, patient);
    if (state === 'outside') throw new Problem('no-care-relationship');
    return patient;
  };

  app.get('/api/privacy/:patient/corrections', reads, async (request: OfPatient, reply) => {
    const person = await knownPerson(sessions.actorOf, request);
    const patient = await patientOf(request.params.patient, person);
    const { language = 'fr' } = request.query;
    if (language !== 'fr' && language !== 'en') throw new Problem('parameter-malformed', 'language');
    return unkept(reply).send(await correctionsOf(options, new GuardedRecords(rights, person), patient, language));
  });

  app.get('/api/privacy/:patient/rectifications', notes, async (request: OfPatient, reply) => {
    const patient = await patientOf(request.params.patient, await knownPerson(sessions.actorOf, request));
    return unkept(reply).send({ rectifications: await desk.listOf(patient) });
  });

  app.post('/api/privacy/:patient/rectifications', notes, async (request: OfPatient, reply) => {
    const person = await knownPerson(sessions.actorOf, request);
    const { what } = readFields(request.body);
    await desk.note(person, await patientOf(request.params.patient, person), textOf('what', what));
    return unkept(reply).code(204).send();
  });

  app.post('/api/privacy/:patient/rectifications/:id', answers, async (request: OfRequest, reply) => {
    const person = await knownPerson(sessions.actorOf, request);
    const { answer, reason } = readFields(request.body);
    if (!isAnswer(answer)) throw new Problem('body-malformed', 'answer');
    const patient = await patientOf(request.params.patient, person);
    const given = { answer, reason: textOf('reason', reason) };
    await desk.answer(person, patient, parseResourceId(request.params.id), given);
    return unkept(reply).code(204).send();
  });
}

function isAnswer(value: unknown): value is RectificationAnswer {
  return rectificationAnswers.some((answer) => answer === value);
}

/** @throws Problem `body-malformed` */
function textOf(name: string, value: unknown): string {
  const text = typeof value === 'string' ? value.trim() : '';
  if (text === '' || text.length > apiLimits.rectificationCharactersMax)
    throw new Problem('body-malformed', `${name}: 1 to ${apiLimits.rectificationCharactersMax} characters`);
  return text;
}
