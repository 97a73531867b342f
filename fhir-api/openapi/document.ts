import type { RouteAccess } from '../access/decide.js';
import type { ServedRoute } from '../access/route-gate.js';
import type { Software } from '../capability.js';
import { listOf, record, type Schema, text } from './schema.js';

/** What is said of one route; the address and who may use it come from the route itself. */
export interface RouteDescription {
  readonly summary: string;
  /** Of the JSON that is sent; absent where nothing is. */
  readonly body?: Schema;
  /** Parameters of the query, by their names; none is required. */
  readonly query?: Readonly<Record<string, Schema>>;
  /** Of a success; 200 where nothing is said. */
  readonly status?: number;
  /** Of the JSON that is answered; absent where nothing is. */
  readonly answer?: Schema;
  /** Of what is answered where it is no JSON. */
  readonly mediaType?: 'text/event-stream' | 'application/jwk-set+json' | 'application/fhir+json';
  /** How a refusal is written. */
  readonly refusal: 'problem' | 'outcome' | 'proof' | 'none';
}

/** By method and address as the program writes them: `GET /api/sites/:code/orders`. */
export type RouteDescriptions = Readonly<Record<string, RouteDescription>>;

const refusals: Readonly<Record<Exclude<RouteDescription['refusal'], 'none'>, Readonly<Record<string, Schema>>>> = {
  problem: { 'application/json': { $ref: '#/components/schemas/Problem' } },
  outcome: { 'application/fhir+json': { $ref: '#/components/schemas/OperationOutcome' } },
  proof: { 'application/json': { $ref: '#/components/schemas/ProofProblem' } },
};

const components = {
  securitySchemes: {
    session: {
      type: 'apiKey',
      in: 'cookie',
      name: 'carnet_session_SITE',
      description: 'Of POST /api/session; over HTTPS __Host-carnet_session_SITE.',
    },
    bearer: { type: 'http', scheme: 'bearer', description: 'A token of a person, or of a machine with scopes.' },
  },
  schemas: {
    Problem: record({ code: text, en: text, fr: text, detail: text }),
    ProofProblem: record({ problem: record({ code: text }, { detail: text }) }),
    OperationOutcome: {
      type: 'object',
      properties: { resourceType: { const: 'OperationOutcome' }, issue: listOf({ type: 'object' }) },
      required: ['resourceType', 'issue'],
    },
  },
};

/** Whether a route belongs into the document: JSON beside FHIR. FHIR has its CapabilityStatement. */
export function isDescribed({ method, url }: Pick<ServedRoute, 'method' | 'url'>): boolean {
  const isJson = /^\/(api\/|healthz$|readyz$|\.well-known\/jwks\.json$)/.test(url);
  return method !== 'HEAD' && isJson;
}

/**
 * OpenAPI 3.1.0 of what a program serves beside FHIR: of the routes that it has registered, with what is said of each. A
 * route of which nothing is said is in it all the same.
 */
export function openApiDocument(
  software: Software,
  routes: readonly ServedRoute[],
  descriptions: RouteDescriptions,
): string {
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes.filter(isDescribed)) {
    const path = route.url.replace(/:(\w+)/g, '{$1}');
    const operations = paths[path] ?? {};
    paths[path] = operations;
    operations[route.method.toLowerCase()] = operationOf(route, descriptions[`${route.method} ${route.url}`]);
  }
  return JSON.stringify({
    openapi: '3.1.0',
    info: {
      title: software.name,
      version: software.version,
      description: 'What the program serves beside FHIR. For records: /fhir/metadata.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    paths,
    components,
  });
}

function operationOf(route: ServedRoute, description: RouteDescription | undefined): object {
  const { method, url, access } = route;
  const path = [...url.matchAll(/:(\w+)/g)].map(([, name]) => ({ name, in: 'path', required: true, schema: text }));
  const query = Object.entries(description?.query ?? {}).map(([name, schema]) => ({ name, in: 'query', schema }));
  const parameters = [...path, ...query];
  return {
    operationId: `${method}${url}`.replace(/[^A-Za-z0-9]+/g, '-').toLowerCase(),
    summary: description?.summary ?? url,
    ...(parameters.length > 0 && { parameters }),
    ...(description?.body && { requestBody: { required: true, ...contentOf('application/json', description.body) } }),
    responses: responsesOf(description),
    security: access === 'open' || access === 'own-proof' ? [] : [{ session: [] }, { bearer: [] }],
    'x-carnet-access': wordsOf(access),
  };
}

function responsesOf(description: RouteDescription | undefined): object {
  if (description === undefined) return { default: { description: 'Not described.' } };
  const { status = 200, answer, mediaType = 'application/json', refusal } = description;
  const content = answer === undefined ? {} : contentOf(mediaType, answer);
  const refused =
    refusal === 'none'
      ? {}
      : {
          default: {
            description: 'Refused.',
            content: Object.fromEntries(Object.entries(refusals[refusal]).map(([type, schema]) => [type, { schema }])),
          },
        };
  return { [status]: { description: description.summary, ...content }, ...refused };
}

function contentOf(mediaType: string, schema: Schema): object {
  return { content: { [mediaType]: { schema } } };
}

function wordsOf(access: RouteAccess | undefined): string {
  if (typeof access !== 'object') return access ?? 'undeclared';
  if ('duty' in access) return `duty ${access.duty}`;
  return 'role' in access ? `role ${access.role}` : `${access.action} ${access.type}, ${access.of}`;
}
