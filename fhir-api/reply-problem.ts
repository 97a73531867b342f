import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Problem } from '../protocol/problem.js';
import { problems } from '../protocol/problems.js';
import { languageOf } from './negotiate.js';
import { fhirJson, outcomeOf } from './outcome.js';
import { problemOf, safeErrorFields } from './problem-of.js';

/**
 * Answers any error with an OperationOutcome in the reader's language. An error handler of Fastify for every plugin
 * here; also for the server's own `frameworkErrors`, for what fails before a route is found.
 */
export function replyProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const problem = problemOf(error);
  if (problem.code === 'internal') request.log.error({ defect: safeErrorFields(error) }, 'request failed');
  const language = languageOf(request.headers['accept-language']);
  void headersOf(problem, reply);
  return reply
    .code(problems[problem.code].status)
    .header('content-type', fhirJson)
    .header('content-language', language)
    .header('cache-control', 'no-store')
    .send(outcomeOf(problem, language));
}

function headersOf(problem: Problem, reply: FastifyReply): FastifyReply {
  switch (problem.code) {
    case 'unauthenticated':
      return reply.header('www-authenticate', 'Bearer');
    case 'too-many-attempts':
    case 'exports-too-many':
      return reply.hasHeader('retry-after') ? reply : reply.header('retry-after', '60');
    case 'index-behind':
      return reply.header('retry-after', '1');
    default:
      return reply;
  }
}
