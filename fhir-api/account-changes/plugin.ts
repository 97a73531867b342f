import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Problem } from '../../protocol/problem.js';
import { isAccountAnswer } from '../../record/accounts/account-change.js';
import { knownPerson } from '../access/known-actor.js';
import { instantOf } from '../answer.js';
import { takeBodiesAsText } from '../body-parsers.js';
import { apiLimits } from '../limits.js';
import { replyProblem } from '../reply-problem.js';
import { writeCookie } from '../session/cookie.js';
import { readFields } from '../session/read-sign-in.js';
import { unkept } from '../session/send-result.js';
import type { Sessions } from '../session/sessions.js';
import { OwnChangesDesk, type OwnChangesOptions, type ShownChange } from './own-changes.js';

export interface AccountChangesApiOptions extends OwnChangesOptions {
  readonly sessions: Sessions;
}

type AnswerRequest = FastifyRequest<{ Params: { id: string } }>;

const address = '/api/account/changes';

/**
 * What changed of one's account: GET `/api/account/changes` {changes: [{id, at, change, by, address, isNew, answer}], maySee}; POST
 * `/api/account/changes/:id` {answer}. Errors are OperationOutcomes.
 */
export async function accountChangesApi(app: FastifyInstance, options: AccountChangesApiOptions): Promise<void> {
  const { sessions } = options;
  const desk = new OwnChangesDesk(options);
  takeBodiesAsText(app);
  app.setErrorHandler(async (error, request, reply) => replyProblem(error, request, reply));
  const sessionOf = (request: FastifyRequest) => sessions.sessionHashOf(request);

  app.get(address, { config: { access: 'person' } }, async (request, reply) => {
    const person = await knownPerson(sessions.actorOf, request);
    const { changes, maySee } = await desk.list(person, await sessionOf(request));
    return unkept(reply).send({ changes: changes.map(shownChange), maySee });
  });

  const answers = { bodyLimit: apiLimits.sessionRequestBytesMax, config: { access: 'person' } } as const;
  app.post(`${address}/:id`, answers, async (request: AnswerRequest, reply) => {
    const { answer } = readFields(request.body);
    if (!isAccountAnswer(answer)) throw new Problem('body-malformed', 'answer');
    const person = await knownPerson(sessions.actorOf, request);
    const hasEnded = await desk.answer(person, await sessionOf(request), Number(request.params.id), answer);
    if (hasEnded) reply.header('set-cookie', writeCookie(request, sessions.cookieName, ''));
    return unkept(reply).code(204).send();
  });
}

function shownChange({ change, by, isNew }: ShownChange) {
  const { id, kind, milliseconds, address: from, answer } = change;
  return { id, at: instantOf(milliseconds), change: kind, by, address: from, isNew, answer: answer ?? null };
}
