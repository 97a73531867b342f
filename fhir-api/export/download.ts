import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ExportFileKey, ExportJob, ExportJobStore, ExportPart } from '../../journal/exports/export-job-store.js';
import { leftOut } from '../../journal/exports/of-patients.js';
import { Problem } from '../../protocol/problem.js';
import type { ByteRange } from '../binary/range.js';
import { sendContent } from '../binary/send-content.js';
import { languageOf } from '../negotiate.js';
import { leftOutOutcome } from '../outcome.js';
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
  const bytes = parts.reduce((sum, part) => sum + part.bytes, 0);
  if (bytes === 0) throw new Problem('not-found');
  reply.header('cache-control', 'no-store').header('content-type', 'application/fhir+ndjson');
  const read = (range: ByteRange) => piecesOf(jobs, id, file, partsWithin(parts, range));
  return sendContent({ bytes, tag: `"${id}-${fileNameOf(file)}"`, read }, request, reply);
}

/**
 * Sends the file that says what was left out, an OperationOutcome for each type (FHIR Bulk Data Access 2.0.0, `error`).
 * @throws Problem `not-found` where nothing was
 */
export function sendLeftOut(job: ExportJob, { headers }: FastifyRequest, reply: FastifyReply): FastifyReply {
  const types = leftOut(job);
  if (types.length === 0) throw new Problem('not-found');
  const language = languageOf(headers['accept-language']);
  const lines = types.map((type) => `${leftOutOutcome(type, language)}\n`);
  return reply.header('cache-control', 'no-store').type('application/fhir+ndjson').send(lines.join(''));
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
