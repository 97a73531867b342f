import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Problem } from '../../protocol/problem.js';
import { type Licence, type LicenceKey, licenceFault } from '../../record/licence.js';
import { knownPerson } from '../access/known-actor.js';
import { apiLimits } from '../limits.js';
import { readFields } from '../session/read-sign-in.js';
import { unkept } from '../session/send-result.js';
import type { Sessions } from '../session/sessions.js';
import { LicenceDesk, type LicenceDeskOptions } from './licence-desk.js';

export interface LicenceRoutesOptions extends LicenceDeskOptions {
  readonly sessions: Sessions;
}

type ByUser = FastifyRequest<{ Params: { user: string } }>;

/** Until when somebody may practise: PUT `/api/console/accounts/:user/licence` {name, number, from?, until}, and DELETE of it {name, number}. */
export function addLicenceRoutes(app: FastifyInstance, options: LicenceRoutesOptions): void {
  const { sessions } = options;
  const desk = new LicenceDesk(options);
  const address = '/api/console/accounts/:user/licence';
  const proven = {
    bodyLimit: apiLimits.sessionRequestBytesMax,
    config: { access: { role: 'admin' }, proof: 'recent' },
  } as const;

  app.put(address, proven, async (request: ByUser, reply) => {
    const person = await knownPerson(sessions.actorOf, request);
    await desk.change(person, request.params.user, { kind: 'given', licence: licenceIn(request.body) });
    return unkept(reply).code(204).send();
  });

  app.delete(address, proven, async (request: ByUser, reply) => {
    const person = await knownPerson(sessions.actorOf, request);
    await desk.change(person, request.params.user, { kind: 'ended', key: keyIn(request.body) });
    return unkept(reply).code(204).send();
  });
}

/** @throws Problem `media-type`, `body-malformed` with the member that cannot be */
function licenceIn(body: unknown): Licence {
  const { name, number, from, until } = readFields(body);
  const licence = { name: textOf(name), number: textOf(number), from: optional(from), until: textOf(until) };
  const fault = licenceFault(licence);
  if (fault !== undefined) throw new Problem('body-malformed', fault);
  return licence;
}

/** @throws Problem `media-type` */
function keyIn(body: unknown): LicenceKey {
  const { name, number } = readFields(body);
  return { name: textOf(name), number: textOf(number) };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value.trim() : '';
}

function optional(value: unknown): string | undefined {
  return value === undefined || value === null || value === '' ? undefined : textOf(value) || 'no day';
}
