import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AttemptLimiter } from '../enrolment/attempt-limiter.js';
import { problemOfRoute } from '../enrolment/hub-routes.js';
import { enrolmentBytesMax } from '../enrolment/message.js';
import { parseRenewalBegin } from '../renewal/message.js';
import { keyShareAskPath, keyShareBeginPath, parseShareAsk } from './message.js';
import { ShareDesk, type ShareDeskOptions } from './share-desk.js';

/** What a refused attempt costs of the sixty that an address has: a signature is checked for each. */
const refusedTokens = 4;

/**
 * Fastify plugin: the two routes under `/api/key-share` by which a site that starts gets the hub's share of its key. They
 * are open: the key of the site's certificate is the credential. A refusal is `{"problem":{"code"}}`.
 */
export async function keyShareApi(app: FastifyInstance, options: ShareDeskOptions): Promise<void> {
  const desk = new ShareDesk(options);
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
    if (problem.code === 'internal') request.log.error({ err: cause }, 'key share failed');
    return reply.status(problem.meaning.status).send({ problem: { code: problem.code, detail: problem.detail } });
  });
  app.post(keyShareBeginPath, { bodyLimit: enrolmentBytesMax }, (request) =>
    limited(request, () => desk.begin(parseRenewalBegin(request.body))),
  );
  app.post(keyShareAskPath, { bodyLimit: enrolmentBytesMax }, (request) =>
    limited(request, () => desk.ask(parseShareAsk(request.body))),
  );
}
