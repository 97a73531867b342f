import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Problem } from '../../protocol/problem.js';
import { isSignInAnswer } from '../../record/sign-ins/sign-in.js';
import { knownPerson } from '../access/known-actor.js';
import { instantOf } from '../answer.js';
import { takeBodiesAsText } from '../body-parsers.js';
import { apiLimits } from '../limits.js';
import { replyProblem } from '../reply-problem.js';
import { readFields } from '../session/read-sign-in.js';
import { unkept } from '../session/send-result.js';
import type { Sessions } from '../session/sessions.js';
import { OwnSignInDesk, type OwnSignInsOptions } from './own-sign-ins.js';

export interface SignInApiOptions extends OwnSignInsOptions {
  readonly sessions: Sessions;
}

type AnswerRequest = FastifyRequest<{ Params: { id: string } }>;

/**
 * What is unusual of one's own sign-ins: GET `/api/sign-ins/own` {signIns: [{id, at, address, reasons}], mayConfirm}; POST
 * `/api/sign-ins/own/:id` {answer}. Errors are OperationOutcomes.
 */
export async function signInApi(app: FastifyInstance, options: SignInApiOptions): Promise<void> {
  const { sessions } = options;
  const desk = new OwnSignInDesk(options);
  takeBodiesAsText(app);
  app.setErrorHandler(async (error, request, reply) => replyProblem(error, request, reply));
  const sessionOf = (request: FastifyRequest) => sessions.sessionHashOf(request);

  app.get('/api/sign-ins/own', { config: { access: 'person' } }, async (request, reply) => {
    const person = await knownPerson(sessions.actorOf, request);
    const { signIns, mayConfirm } = await desk.list(person, await sessionOf(request));
    const shown = signIns.map(({ id, milliseconds, address, reasons }) => {
      return { id, at: instantOf(milliseconds), address, reasons };
    });
    return unkept(reply).send({ signIns: shown, mayConfirm });
  });

  const answers = { bodyLimit: apiLimits.sessionRequestBytesMax, config: { access: 'person' } } as const;
  app.post('/api/sign-ins/own/:id', answers, async (request: AnswerRequest, reply) => {
    const { answer } = readFields(request.body);
    if (!isSignInAnswer(answer)) throw new Problem('body-malformed', 'answer');
    const person = await knownPerson(sessions.actorOf, request);
    await desk.answer(person, await sessionOf(request), Number(request.params.id), answer);
    return unkept(reply).code(204).send();
  });
}
