import type { FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from '../protocol/problem.js';
import { type Answer, etagOf } from './answer.js';
import { splitUrl } from './bundle/call-of-entry.js';
import { type Call, presentationParameters } from './call.js';
import { languageOf, preferencesOf, requireJsonAccepted } from './negotiate.js';
import { fhirJson } from './outcome.js';
import { prettyJson } from './pretty.js';

const hostPattern = /^[A-Za-z0-9.-]{1,253}(?::\d{1,5})?$|^\[[0-9A-Fa-f:.]{2,45}\](?::\d{1,5})?$/;

/** The parts of a call that HTTP does not say: who, and on what. */
export type CallRoom = Pick<
  Call,
  'records' | 'audit' | 'subscriptions' | 'newId' | 'now' | 'profiles' | 'catchUp' | 'capabilities'
>;

/**
 * Reads an HTTP request into a call.
 * @param prefix where the service is mounted, e.g. `/fhir`
 * @throws Problem `not-acceptable`, `media-type`, `parameter-malformed`
 */
export function callOfRequest(request: FastifyRequest, prefix: string, room: CallRoom): Call {
  const base = `${baseOf(request)}${prefix}`;
  const query = queryOf(request.url);
  requireJsonAccepted(request.headers.accept, query.get('_format'));
  const local = request.url.slice(prefix.length);
  const { path, parameters } = splitUrl(local, base);
  const isForm = typeof request.body === 'object' && request.body !== null;
  const isSearch = request.method === 'POST' && path.at(-1) === '_search';
  if (isSearch && !isForm && request.body !== undefined && request.body !== '') throw new Problem('media-type');
  if (isForm) {
    if (!isSearch) throw new Problem('media-type');
    const form = request.body as URLSearchParams;
    requireJsonAccepted(undefined, form.get('_format'));
    for (const [name, value] of form) parameters.append(name, value);
    for (const name of presentationParameters) parameters.delete(name);
  }
  return {
    ...room,
    method: request.method,
    path,
    parameters,
    body: typeof request.body === 'string' ? request.body : '',
    ifMatch: request.headers['if-match'],
    ifNoneMatch: request.headers['if-none-match'],
    ifModifiedSince: request.headers['if-modified-since'],
    ifNoneExist: headerText(request.headers['if-none-exist']),
    provenance: headerText(request.headers['x-provenance']),
    preferences: preferencesOf(headerText(request.headers.prefer)),
    language: languageOf(request.headers['accept-language']),
    base,
  };
}

/** Writes an answer as HTTP (FHIR R4 §3.1.0.1.3 to §3.1.0.1.7). Records must not stay in a browser's cache. */
export function sendAnswer(request: FastifyRequest, reply: FastifyReply, answer: Answer): FastifyReply {
  const { version, body } = answer;
  reply.code(answer.status).header('cache-control', 'no-store');
  if (version !== undefined) {
    reply.header('etag', etagOf(version));
    reply.header('last-modified', new Date(version.lastUpdatedMilliseconds).toUTCString());
  }
  if (answer.location !== undefined) {
    if (answer.status === 201) reply.header('location', answer.location);
    reply.header('content-location', answer.location);
  }
  if (answer.delivery !== undefined) reply.header('carnet-delivery', answer.delivery);
  if (body === undefined) return reply.send();
  const pretty = isPretty(request);
  return reply.header('content-type', fhirJson).send(pretty ? prettyJson(body) : body);
}

/** `_pretty` of the address, or of a posted form. */
function isPretty(request: FastifyRequest): boolean {
  const form = request.body instanceof URLSearchParams ? request.body.get('_pretty') : null;
  return (queryOf(request.url).get('_pretty') ?? form) === 'true';
}

/** The origin that the caller used, so that links lead back the way they came. */
function baseOf(request: FastifyRequest): string {
  const { host } = request;
  return hostPattern.test(host) ? `${request.protocol}://${host}` : '';
}

export function queryOf(url: string): URLSearchParams {
  const question = url.indexOf('?');
  return new URLSearchParams(question === -1 ? '' : url.slice(question + 1));
}

function headerText(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header.join(', ') : header;
}
