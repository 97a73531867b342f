import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Problem } from '../protocol/problem.js';
import { isJsonContent } from './negotiate.js';

/**
 * Takes bodies as text, because a parsed number has lost how it was written (rule W4): FHIR JSON as a string, a form
 * (FHIR R4 §3.1.1.1 search by POST) as URLSearchParams, anything else refused with 415.
 */
export function takeBodiesAsText(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  const bytes = { parseAs: 'buffer' } as const;
  app.addContentTypeParser('application/x-www-form-urlencoded', bytes, async (_: FastifyRequest, body: Buffer) => {
    return new URLSearchParams(textOf(body));
  });
  app.addContentTypeParser('*', bytes, async (request: FastifyRequest, body: Buffer) => {
    if (!isJsonContent(request.headers['content-type'] ?? '')) throw new Problem('media-type');
    return textOf(body);
  });
}

/** UTF-8 or nothing: a broken character must not be stored as a question mark. @throws Problem `body-malformed` */
export function textOf(body: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    throw new Problem('body-malformed', 'not UTF-8');
  }
}
