import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Problem } from '../../protocol/problem.js';
import { AttemptLimiter } from './attempt-limiter.js';
import { EnrolmentDesk, type EnrolmentDeskOptions } from './enrolment-desk.js';
import { beginPath, enrolmentBytesMax, finishPath, parseBeginRequest, parseFinishRequest } from './message.js';

/** What a wrong code costs of the sixty attempts that an address has. */
const wrongCodeTokens = 9;

/**
 * Fastify plugin: the two routes under `/api/enrolment` by which a box becomes a site. They are open: the one-time code
 * is the credential, and it never travels. A refusal is `{"problem":{"code"}}` with the code's HTTP status.
 */
export async function enrolmentApi(app: FastifyInstance, options: EnrolmentDeskOptions): Promise<void> {
  const desk = new EnrolmentDesk(options);
  const limiter = new AttemptLimiter(options.now);

  const limited = async <T>(request: FastifyRequest, serve: () => Promise<T>): Promise<T> => {
    limiter.take(request.ip);
    try {
      return await serve();
    } catch (cause) {
      if (cause instanceof Problem && cause.code === 'invite-unknown') limiter.take(request.ip, wrongCodeTokens);
      throw cause;
    }
  };

  // Fastify's own encapsulation keeps this handler to the two routes of this plugin.
  app.setErrorHandler((cause, request, reply) => {
    const problem = problemOfRoute(cause);
    if (problem.code === 'internal') request.log.error({ err: cause }, 'enrolment failed');
    return reply.status(problem.meaning.status).send({ problem: { code: problem.code, detail: problem.detail } });
  });
  app.post(beginPath, { bodyLimit: enrolmentBytesMax }, (request) =>
    limited(request, () => desk.begin(parseBeginRequest(request.body))),
  );
  app.post(finishPath, { bodyLimit: enrolmentBytesMax }, (request) =>
    limited(request, () => desk.finish(parseFinishRequest(request.body))),
  );
}

/** What a route of a hub says of an error; what is none of the closed list is its own fault. */
export function problemOfRoute(cause: unknown): Problem {
  if (cause instanceof Problem) return cause;
  const status = cause instanceof Error && 'statusCode' in cause ? cause.statusCode : 500;
  if (status === 413) return new Problem('too-large');
  return new Problem(typeof status === 'number' && status < 500 ? 'body-malformed' : 'internal', '', [], { cause });
}
