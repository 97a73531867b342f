import type { FastifyInstance } from 'fastify';
import { Problem } from '../../protocol/problem.js';
import { problems } from '../../protocol/problems.js';
import { AttemptLimiter } from './attempt-limiter.js';
import { enrolmentBytesMax } from './message.js';

/** A route that is open to anyone: its body proves who asks. */
export interface OpenRoute {
  readonly path: string;
  /** @throws Problem for the caller to hear */
  serve(body: unknown): Promise<unknown> | unknown;
}

export interface OpenRoutes {
  /** What the log calls it when it fails by a fault of our own. */
  readonly name: string;
  readonly now: () => number;
  /** What a refusal costs of the sixty attempts that an address has, beside the attempt itself; 0 for nothing more. */
  readonly costOf: (refusal: Problem) => number;
  readonly routes: readonly OpenRoute[];
}

/**
 * Serves them by POST to a plugin of their own, limited for each address that asks; Fastify's encapsulation keeps the error
 * handler to it. A refusal is `{"problem":{"code"}}` with the code's HTTP status.
 */
export function serveOpenRoutes(app: FastifyInstance, { name, now, costOf, routes }: OpenRoutes): void {
  const limiter = new AttemptLimiter(now);
  app.setErrorHandler((cause, request, reply) => {
    const problem = problemOfRoute(cause);
    if (problem.code === 'internal') request.log.error({ err: cause }, `${name} failed`);
    return reply
      .status(problems[problem.code].status)
      .send({ problem: { code: problem.code, detail: problem.detail } });
  });
  for (const { path, serve } of routes) {
    const config = { access: 'own-proof' } as const;
    app.post(path, { bodyLimit: enrolmentBytesMax, config }, async (request) => {
      limiter.take(request.ip);
      try {
        return await serve(request.body);
      } catch (cause) {
        const cost = costOf(problemOfRoute(cause));
        if (cost > 0) limiter.take(request.ip, cost);
        throw cause;
      }
    });
  }
}

/** What such a route says of an error; what is none of the closed list is its own fault. */
function problemOfRoute(cause: unknown): Problem {
  if (cause instanceof Problem) return cause;
  const status = cause instanceof Error && 'statusCode' in cause ? cause.statusCode : 500;
  if (status === 413) return new Problem('too-large');
  return new Problem(typeof status === 'number' && status < 500 ? 'body-malformed' : 'internal', '', [], { cause });
}
