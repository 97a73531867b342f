import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type ByteRange, rangeOf } from './range.js';

/** Something that is given out as its bytes. */
export interface Content {
  readonly bytes: number;
  /** The entity tag, with its quotes. */
  readonly tag: string;
  /** What lies in a range, piece by piece. */
  readonly read: (range: ByteRange) => AsyncGenerator<Buffer, void>;
}

/**
 * Sends a content, or the range of it that was asked for (RFC 9110 §13.1.5, §14). What is wrong with its first piece is told
 * before anything is sent.
 * @throws Problem `range-unsatisfiable`, as `read`
 */
export async function sendContent(
  { bytes, tag, read }: Content,
  { method, headers }: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  // A range of what the caller had before is of no use with another content.
  const mayRange = headers['if-range'] === undefined || headers['if-range'] === tag;
  const range = mayRange ? rangeOf(headers.range, bytes) : undefined;
  const { start, end } = range ?? { start: 0, end: bytes };
  const pieces = read({ start, end });
  const first = await pieces.next();
  if (range !== undefined) reply.code(206).header('content-range', `bytes ${start}-${end - 1}/${bytes}`);
  reply
    .header('accept-ranges', 'bytes')
    .header('etag', tag)
    .header('content-length', String(end - start));
  // A stream of nothing, for a body of no bytes would be told as the length of the content.
  if (method === 'HEAD') return reply.send(Readable.from([]));
  return reply.send(Readable.from(afterFirst(first, pieces), { objectMode: false }));
}

async function* afterFirst(first: IteratorResult<Buffer, void>, rest: AsyncGenerator<Buffer, void>) {
  if (first.done !== true) yield first.value;
  yield* rest;
}
