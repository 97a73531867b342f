import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AttemptLimiter } from '../enrolment/attempt-limiter.js';
import { problemOfRoute } from '../enrolment/hub-routes.js';
import { enrolmentBytesMax } from '../enrolment/message.js';
import { parseRenewalBegin, parseRenewalFinish, renewalBeginPath, renewalFinishPath } from './message.js';
import { RenewalDesk, type RenewalDeskOptions } from './renewal-desk.js';

/** What an unproven attempt costs of the sixty that an address has: a signature is checked for each. */
const refusedTokens = 4;

/**
 * Fastify plugin: the two routes under `/api/renewal` by which a site gets its next certificate, also long after the old
 * one has ended. They are open: the old key is the credential. A refusal is `{"problem":{"code"}}`.
 */
export async function renewalApi(app: FastifyInstance, options: RenewalDeskOptions): Promise<void> {
  const desk = new RenewalDesk(options);
  const limiter = new AttemptLimiter(options.now);

  const limited = async <T>(request: FastifyRequest, serve: () => Promise<T> | T): Promise<T> => {
    limiter.take(request.ip);
    try {
      return await serve();
    } catch (cause) {
      if (problemOfRoute(cause).meaning.nature === 'permanent') limiter.take(request.ip, refusedTokens);
      throw cause;
    }
  };

  app.setErrorHandler((cause, request, reply) => {
    const problem = problemOfRoute(cause);
    if (problem.code === 'internal') request.log.error({ err: cause }, 'renewal failed');
    return reply.status(problem.meaning.status).send({ problem: { code: problem.code, detail: problem.detail } });
  });
  app.post(renewalBeginPath, { bodyLimit: enrolmentBytesMax }, (request) =>
    limited(request, () => desk.begin(parseRenewalBegin(request.body))),
  );
  app.post(renewalFinishPath, { bodyLimit: enrolmentBytesMax }, (request) =>
    limited(request, () => desk.finish(parseRenewalFinish(request.body))),
  );
}
