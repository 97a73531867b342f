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

/** What a log may say of a defect. */
export interface SafeError {
  readonly type: string;
  readonly code: string;
  /** Of a Problem; the text of any other error is withheld, for it may quote a record (rule R3). */
  readonly message: string;
  /** Where, without the line that repeats the text. */
  readonly stack: string;
  readonly [field: string]: unknown;
}

export function safeErrorFields(error: unknown): SafeError {
  const cause = error instanceof Problem && error.cause !== undefined ? error.cause : error;
  const lines = cause instanceof Error ? (cause.stack ?? '').split('\n') : [];
  return {
    type: cause instanceof Error ? cause.name : typeof cause,
    code: String(fieldOf(cause, 'code') ?? ''),
    message: cause instanceof Problem ? cause.message : 'withheld',
    stack: lines.filter((line) => /^\s+at /.test(line)).join('\n'),
  };
}

function fieldOf(error: unknown, field: 'code' | 'statusCode'): unknown {
  return typeof error === 'object' && error !== null && field in error
    ? (error as Record<'code' | 'statusCode', unknown>)[field]
    : undefined;
}
