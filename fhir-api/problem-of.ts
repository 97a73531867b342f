import { Problem, type ProblemCode } from '../protocol/problem.js';

/** Fastify's own errors that are the caller's doing; everything else without a code of ours is our defect. */
const codesOfFastify: Readonly<Record<string, ProblemCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'too-large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'media-type',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'body-malformed',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'body-malformed',
  FST_ERR_CTP_INVALID_JSON_BODY: 'body-malformed',
  FST_ERR_BAD_URL: 'parameter-malformed',
  FST_ERR_MAX_PARAM_LENGTH: 'identifier-malformed',
};

/** Any error as a problem of the closed list (principle 10). The text of a foreign error is dropped: it may quote a record. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const code = fieldOf(error, 'code');
  if (typeof code === 'string' && Object.hasOwn(codesOfFastify, code)) {
    return new Problem(codesOfFastify[code] ?? 'internal', '', [], { cause: error });
  }
  const status = fieldOf(error, 'statusCode');
  if (status === 400) return new Problem('body-malformed', '', [], { cause: error });
  return new Problem('internal', '', [], { cause: error });
}

/** What a log may say of a defect: its name, its code and where, never its text (rule R3). */
export function safeErrorFields(error: unknown): { name: string; code: string; at: readonly string[] } {
  const cause = error instanceof Problem && error.cause !== undefined ? error.cause : error;
  const stack = cause instanceof Error ? (cause.stack ?? '') : '';
  return {
    name: cause instanceof Error ? cause.name : typeof cause,
    code: String(fieldOf(cause, 'code') ?? ''),
    at: stack
      .split('\n')
      .filter((line) => /^\s+at /.test(line))
      .slice(0, 8)
      .map((line) => line.trim()),
  };
}

function fieldOf(error: unknown, field: 'code' | 'statusCode'): unknown {
  return typeof error === 'object' && error !== null && field in error
    ? (error as Record<'code' | 'statusCode', unknown>)[field]
    : undefined;
}
