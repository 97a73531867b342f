import type { FastifyInstance, FastifyRequest } from 'fastify';
import { parseResourceId } from '../../protocol/ids.js';
import { knownPerson } from '../access/known-actor.js';
import { apiLimits } from '../limits.js';
import { unkept } from '../session/send-result.js';
import type { Sessions } from '../session/sessions.js';
import { RestrictionDesk, type RestrictionOptions } from './restriction.js';

type PatientRequest = FastifyRequest<{ Params: { patient: string } }>;

/** POST and DELETE `/api/care/:patient/restriction`: that a patient restricts the use of their record (rule R36). */
export function addRestrictionRoutes(
  app: FastifyInstance,
  options: RestrictionOptions & { readonly sessions: Pick<Sessions, 'actorOf'> },
): void {
  const { actorOf } = options.sessions;
  const restriction = new RestrictionDesk(options);
  const restricts = {
    bodyLimit: apiLimits.sessionRequestBytesMax,
    config: { access: { duty: 'restrict-use' } },
  } as const;
  app.post('/api/care/:patient/restriction', restricts, async (request: PatientRequest, reply) => {
    const person = await knownPerson(actorOf, request);
    await restriction.restrict(person, parseResourceId(request.params.patient));
    return unkept(reply).code(204).send();
  });

  app.delete('/api/care/:patient/restriction', restricts, async (request: PatientRequest, reply) => {
    const person = await knownPerson(actorOf, request);
    await restriction.lift(person, parseResourceId(request.params.patient));
    return unkept(reply).code(204).send();
  });
}
