import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Problem } from '../protocol/problem.js';
import { isJsonContent } from './negotiate.js';
import { jsonPatchType } from './patch/patch-body.js';
import { textOf } from './utf8.js';

/**
 * Takes bodies as text, because a parsed number has lost how it was written (rule W4): FHIR JSON as a string, and for
 * PATCH a JSON Patch; a form (FHIR R4 §3.1.1.1 search by POST) as URLSearchParams, anything else refused with 415.
 */
export function takeBodiesAsText(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  const bytes = { parseAs: 'buffer' } as const;
  app.addContentTypeParser('application/x-www-form-urlencoded', bytes, async (_: FastifyRequest, body: Buffer) => {
    return new URLSearchParams(textOf(body));
  });
  app.addContentTypeParser('*', bytes, async (request: FastifyRequest, body: Buffer) => {
    const contentType = request.headers['content-type'] ?? '';
    const isPatch = request.method === 'PATCH' && contentType.split(';', 1)[0]?.trim().toLowerCase() === jsonPatchType;
    if (!isPatch && !isJsonContent(contentType)) throw new Problem('media-type');
    return textOf(body);
  });
}
