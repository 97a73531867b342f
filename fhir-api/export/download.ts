import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ExportFileKey, ExportJob, ExportJobStore, ExportPart } from '../../journal/exports/export-job-store.js';
import { Problem } from '../../protocol/problem.js';
import { type ByteRange, rangeOf } from '../binary/range.js';
import { fileNameOf } from './manifest.js';

/**
 * Sends a file of an export, or the range of it that was asked for (RFC 9110 §14), made of the journal part by part as it is
 * taken. What was made is proven to be what it was, so a download goes on where it was cut.
 * @throws Problem `not-found`, `range-unsatisfiable`, `export-stale`
 */
export async function sendFile(
  jobs: ExportJobStore,
  { id }: ExportJob,
  file: ExportFileKey,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const parts = await jobs.parts(id, file);
  const total = parts.reduce((sum, { bytes }) => sum + bytes, 0);
  if (total === 0) throw new Problem('not-found');
  const tag = `"${id}-${fileNameOf(file)}"`;
  // A range of what the caller had before is of no use with another file (RFC 9110 §13.1.5).
  const mayRange = request.headers['if-range'] === undefined || request.headers['if-range'] === tag;
  const range = mayRange ? rangeOf(request.headers.range, total) : undefined;
  const { start, end } = range ?? { start: 0, end: total };
  const pieces = piecesOf(jobs, id, file, partsWithin(parts, { start, end }));
  const first = await pieces.next();
  if (range !== undefined) reply.code(206).header('content-range', `bytes ${start}-${end - 1}/${total}`);
  reply.header('accept-ranges', 'bytes').header('etag', tag).header('cache-control', 'no-store');
  reply.header('content-type', 'application/fhir+ndjson').header('content-length', String(end - start));
  // A stream of nothing, for a body of no bytes would be told as the length of the file.
  if (request.method === 'HEAD') return reply.send(Readable.from([]));
  return reply.send(Readable.from(afterFirst(first, pieces), { objectMode: false }));
}

/** A part that lies in a range, and what of it does. */
interface Piece extends ByteRange {
  readonly part: number;
}

function partsWithin(parts: readonly ExportPart[], range: ByteRange): readonly Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const { part, bytes } of parts) {
    const [start, end] = [Math.max(0, range.start - at), Math.min(bytes, range.end - at)];
    if (start < end) pieces.push({ part, start, end });
    at += bytes;
  }
  return pieces;
}

async function* piecesOf(
  jobs: ExportJobStore,
  id: string,
  file: ExportFileKey,
  pieces: readonly Piece[],
): AsyncGenerator<Buffer, void> {
  for (const { part, start, end } of pieces) yield (await jobs.read(id, file, part)).subarray(start, end);
}

/** What is wrong with the first piece is told before anything is sent. */
async function* afterFirst(first: IteratorResult<Buffer, void>, rest: AsyncGenerator<Buffer, void>) {
  if (first.done !== true) yield first.value;
  yield* rest;
}
