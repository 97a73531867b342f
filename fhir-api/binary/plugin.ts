import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { AttachmentStore } from '../../journal/attachment-store.js';
import type { CommitEntry, ResourceKey } from '../../journal/record-store.js';
import { chunkBytes } from '../../protocol/attachments/chunks.js';
import { parseResourceId, parseResourceType } from '../../protocol/ids.js';
import { Problem } from '../../protocol/problem.js';
import { attachmentOf, binaryOf } from '../../record/attachment.js';
import { parseResource } from '../../record/parse.js';
import type { FhirObject, ParsedResource } from '../../record/resource.js';
import { readEntityTags } from '../conditions/entity-tags.js';
import { goneProblem } from '../gone.js';
import type { GuardedRecords } from '../guard.js';
import { queryOf } from '../http-call.js';
import { apiLimits } from '../limits.js';
import { acceptsJson, isJsonContent } from '../negotiate.js';
import { textOf } from '../utf8.js';
import { committed } from '../verbs/create.js';
import { standingOf } from '../verbs/update.js';
import type { ByteRange } from './range.js';
import { type Content, sendContent } from './send-content.js';

export interface BinaryApiOptions {
  readonly attachments: AttachmentStore;
  /** A person waits for a content that is not here. */
  readonly ask: (hash: string) => Promise<void>;
  readonly recordsOf: (request: FastifyRequest) => GuardedRecords;
  readonly newId: () => string;
  readonly now: () => number;
  /** The way of every other resource; for a Binary as FHIR JSON. */
  readonly answer: (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;
}

const type = parseResourceType('Binary');
type Keyed = { Params: { id: string } };

/**
 * Binary as FHIR R4 §2.4 (`binary.html`, serving Binary resources) describes it: posted and read as what it is, with the
 * content streamed to and from the store of attachments; or as FHIR JSON, like every other resource.
 */
export async function binaryApi(app: FastifyInstance, options: BinaryApiOptions): Promise<void> {
  const { answer } = options;
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', async (request: FastifyRequest, payload: NodeJS.ReadableStream) =>
    isJsonContent(request.headers['content-type'] ?? '') ? textOf(await collect(payload)) : payload,
  );
  const config = { access: 'records' } as const;
  app.post('/Binary', { config }, async (request, reply) => {
    if (!(request.body instanceof Readable)) return answer(request, reply);
    return takeIn(options, request, reply, options.newId());
  });
  app.put<Keyed>('/Binary/:id', { config }, async (request, reply) => {
    if (!(request.body instanceof Readable)) return answer(request, reply);
    return takeIn(options, request, reply, parseResourceId(request.params.id));
  });
  app.get<Keyed>('/Binary/:id', { config }, async (request, reply) => {
    const { accept } = request.headers;
    // `_history` and the like are no ids; `_format` names a form of the resource, whatever Accept says.
    const isOfResource = request.params.id.startsWith('_') || queryOf(request.url).has('_format');
    if (isOfResource || (accept !== undefined && acceptsJson(accept))) return answer(request, reply);
    return giveOut(options, request, reply);
  });
}

/**
 * Conditions are under the rule of every write (F49), and known before the content is taken.
 * @throws Problem `forbidden`, `media-type`, `too-large`, `attachment-quota`, `identifier-malformed`, `version-conflict`;
 *   nothing stays then
 */
async function takeIn(
  { attachments, recordsOf, now }: BinaryApiOptions,
  request: FastifyRequest,
  reply: FastifyReply,
  id: string,
): Promise<FastifyReply> {
  const records = recordsOf(request);
  const key = { type, id: parseResourceId(id) };
  const { isNew, write } = await prepare(records, request, key);
  const contentType = request.headers['content-type'] ?? 'application/octet-stream';
  const securityContext = headerText(request.headers['x-security-context']);
  const upload = attachments.begin();
  try {
    for await (const piece of request.body as Readable) await upload.write(piece as Buffer);
    const reference = await upload.finish();
    const about = { id, contentType, ...(securityContext !== undefined && { securityContext }) };
    const text = JSON.stringify(binaryOf(reference, about));
    const resource = parseResource(text, { type, id: key.id, nowMilliseconds: now() });
    const version = committed((await records.commit([write(resource)]))[0]);
    const location = `${request.url.split('?', 1)[0]?.replace(/\/Binary.*$/, '')}/Binary/${id}`;
    reply.header('location', `${location}/_history/${version.versionId}`).header('etag', `W/"${version.versionId}"`);
    return reply
      .code(isNew ? 201 : 200)
      .header('content-type', 'application/fhir+json; charset=utf-8')
      .send(resource.body);
  } catch (error) {
    await upload.abort();
    throw error;
  }
}

/** What is known of a write before its content. @throws Problem `forbidden`, `version-conflict`, `parameter-malformed` */
async function prepare(records: GuardedRecords, { method, headers }: FastifyRequest, key: ResourceKey) {
  if (method === 'POST') {
    records.require(type, 'create');
    if (headers['if-none-exist'] !== undefined) {
      throw new Problem('parameter-malformed', 'If-None-Exist goes with a Binary as FHIR JSON');
    }
    return { isNew: true, write: (resource: ParsedResource): CommitEntry => ({ verb: 'create', resource }) };
  }
  const conditions = { ifMatch: headers['if-match'], ifNoneMatch: headers['if-none-match'] };
  const { isNew, precondition } = await standingOf(records, key, conditions);
  return { isNew, write: (resource: ParsedResource): CommitEntry => ({ verb: 'update', resource, ...precondition }) };
}

/**
 * The content as it is, or the range of it that was asked for (RFC 9110 §13.1, §14). Its tag is of the content, for a version
 * of the resource may have the same.
 * @throws Problem `forbidden`, `not-found`, `deleted`, `attachment-pending`, `range-unsatisfiable`
 */
async function giveOut(options: BinaryApiOptions, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { id } = request.params as Keyed['Params'];
  const version = await options.recordsOf(request).read({ type, id: parseResourceId(id) });
  if (version === undefined) throw new Problem('not-found');
  if (version.deleted) throw goneProblem(version);
  const value = JSON.parse(version.body) as FhirObject;
  const { hash, ...content } = await contentOf(options, value, reply);
  protect(reply, value);
  const tag = `"${hash}"`;
  const { 'if-none-match': known } = request.headers;
  const tags = known === undefined ? [] : (readEntityTags(known) ?? []);
  if (tags === '*' || tags.includes(hash))
    return reply.code(304).header('accept-ranges', 'bytes').header('etag', tag).send();
  return sendContent({ ...content, tag }, request, reply);
}

/** @throws Problem `attachment-pending`; it is asked for then */
async function contentOf(
  { attachments, ask }: BinaryApiOptions,
  value: FhirObject,
  reply: FastifyReply,
): Promise<Omit<Content, 'tag'> & { readonly hash: string }> {
  const reference = attachmentOf(value);
  if (reference === undefined) return inlineContent(String(value['data'] ?? ''));
  const { bytes, hash } = reference;
  if ((await attachments.state(hash))?.complete !== true) {
    await ask(hash);
    reply.header('retry-after', '5');
    throw new Problem('attachment-pending');
  }
  return { bytes, hash, read: (range) => storedPieces(attachments, hash, range) };
}

/** A content that came within its resource, in base 64. */
function inlineContent(data: string): Omit<Content, 'tag'> & { readonly hash: string } {
  const content = Buffer.from(data, 'base64');
  return {
    bytes: content.length,
    hash: createHash('sha256').update(content).digest('hex'),
    read: async function* ({ start, end }) {
      yield content.subarray(start, end);
    },
  };
}

/** What somebody uploaded is never run or shown as a page of ours, and never stays in a cache. */
function protect(reply: FastifyReply, value: FhirObject): void {
  reply.header('cache-control', 'no-store').header('x-content-type-options', 'nosniff');
  reply.header('content-security-policy', "sandbox; default-src 'none'");
  reply.header('content-type', String(value['contentType'] ?? 'application/octet-stream'));
}

async function* storedPieces(
  attachments: AttachmentStore,
  hash: string,
  { start, end }: ByteRange,
): AsyncGenerator<Buffer, void> {
  for (let at = start; at < end; ) {
    const index = Math.floor(at / chunkBytes);
    const chunk = await attachments.chunk(hash, index);
    if (chunk === undefined) throw new Problem('database-corrupt', 'a chunk is missing');
    const from = at - index * chunkBytes;
    const piece = chunk.subarray(from, Math.min(chunk.length, from + end - at));
    yield Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
    at += piece.length;
  }
}

/** @throws Problem `too-large` */
async function collect(payload: NodeJS.ReadableStream): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of payload) {
    pieces.push(piece as Buffer);
    bytes += piece.length;
    if (bytes > apiLimits.requestBytesMax) throw new Problem('too-large');
  }
  return Buffer.concat(pieces);
}

function headerText(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}
