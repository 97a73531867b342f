import type { FastifyInstance } from 'fastify';
import type { RouteGate } from '../access/route-gate.js';
import type { Software } from '../capability.js';
import { openApiDocument, type RouteDescriptions } from './document.js';

export interface OpenApiOptions {
  readonly gate: Pick<RouteGate, 'routes'>;
  readonly software: Software;
  readonly descriptions: RouteDescriptions;
}

/** `GET /api/openapi.json`: what the program serves beside FHIR, made of the routes that it has; open to everybody. */
export function addOpenApi(app: FastifyInstance, { gate, software, descriptions }: OpenApiOptions): void {
  let document: string | undefined;
  app.get('/api/openapi.json', { config: { access: 'open' } }, async (_request, reply) => {
    document ??= openApiDocument(software, gate.routes, descriptions);
    return reply.type('application/json; charset=utf-8').send(document);
  });
}
