import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { ByteReader, ByteWriter } from '../bytes.js';
import type { Change } from '../change.js';
import type { ClockStamp } from '../clock.js';
import {
  type ChangeId,
  parseChangeId,
  parseResourceId,
  parseResourceType,
  parseSiteCode,
  type SiteCode,
} from '../ids.js';
import { limits } from '../limits.js';
import { Problem } from '../problem.js';

const compressionLevel = 6;

/** The changes of a batch one after the other, deflated (RFC 1951), with a preset dictionary where there is one. */
export function deflateItems(
  changes: readonly Change[],
  logOrigin: SiteCode,
  dictionary: Uint8Array | undefined,
): Uint8Array {
  const items = new ByteWriter();
  for (const change of changes) writeChange(items, change, logOrigin);
  return deflateRawSync(items.finish(), { level: compressionLevel, ...(dictionary && { dictionary }) });
}

/** @throws Problem `batch-malformed` */
export function inflateItems(
  body: Uint8Array,
  logOrigin: SiteCode,
  count: number,
  dictionary: Uint8Array | undefined,
): Change[] {
  const items = new ByteReader(inflate(body, dictionary));
  const changes: Change[] = [];
  for (let index = 0; index < count; index += 1) changes.push(readChange(items, logOrigin));
  if (!items.done) throw new Problem('batch-malformed', 'more changes than announced');
  return changes;
}

function inflate(body: Uint8Array, dictionary: Uint8Array | undefined): Uint8Array {
  try {
    return inflateRawSync(body, {
      maxOutputLength: limits.batchInflatedBytesMax,
      chunkSize: chunkBytesFor(body.length),
      ...(dictionary && { dictionary }),
    });
  } catch (cause) {
    throw new Problem('batch-malformed', 'does not inflate', [], { cause });
  }
}

/** Room for about what comes out, so that it is not put together from many small pieces. */
function chunkBytesFor(deflatedBytes: number): number {
  return Math.min(1024 * 1024, 16 * 1024 + deflatedBytes * 16);
}

const flag = { delete: 1, groupEnd: 2, foreignOrigin: 4, mergeStamp: 8, erased: 16 } as const;
const flagsKnown = flag.delete | flag.groupEnd | flag.foreignOrigin | flag.mergeStamp | flag.erased;
const digestBytes = 32;

function writeChange(writer: ByteWriter, change: Change, logOrigin: SiteCode): void {
  const foreign = change.origin !== logOrigin;
  const flags =
    (change.method === 'delete' ? flag.delete : 0) |
    (change.groupEnd ? flag.groupEnd : 0) |
    (foreign ? flag.foreignOrigin : 0) |
    (change.mergeStamp === undefined ? 0 : flag.mergeStamp) |
    (change.erasedDigest === undefined ? 0 : flag.erased);
  writer.integer(flags);
  if (foreign) writer.text(change.origin);
  writer.raw(uuidBytes(change.changeId)).integer(change.stamp.milliseconds).integer(change.stamp.counter);
  writer.integer(change.predecessors.length);
  for (const predecessor of change.predecessors) writer.raw(uuidBytes(predecessor));
  // The id stays text: it stands again in the body, where deflate then finds it.
  writer.text(change.author).text(change.type).text(change.resourceId);
  const { erasedDigest, mergeStamp } = change;
  if (erasedDigest === undefined) writer.bytes(change.body);
  else writer.raw(erasedDigest);
  if (mergeStamp !== undefined) writer.integer(mergeStamp.milliseconds).integer(mergeStamp.counter);
}

function readChange(reader: ByteReader, logOrigin: SiteCode): Change {
  const flags = reader.integer();
  if (flags > flagsKnown) throw new Problem('batch-malformed', 'unknown flags');
  const origin = flags & flag.foreignOrigin ? parseIdentifier(parseSiteCode, reader.text(3)) : logOrigin;
  const changeId = readChangeId(reader);
  const stamp = readStamp(reader);
  const predecessorCount = reader.integer();
  if (predecessorCount > limits.predecessorsMax) throw new Problem('batch-malformed', 'too many predecessors');
  const predecessors: ChangeId[] = [];
  for (let count = 0; count < predecessorCount; count += 1) predecessors.push(readChangeId(reader));
  const author = reader.text(128);
  const type = parseIdentifier(parseResourceType, reader.text(64));
  const resourceId = parseIdentifier(parseResourceId, reader.text(64));
  const method = flags & flag.delete ? 'delete' : 'put';
  const content = readContent(reader, method, flags);
  const groupEnd = (flags & flag.groupEnd) !== 0;
  const named = { changeId, method, type, resourceId, predecessors, author, origin, stamp } as const;
  const change = { ...named, ...content, groupEnd };
  return flags & flag.mergeStamp ? { ...change, mergeStamp: readStamp(reader) } : change;
}

/** The body, or what is left of one that was destroyed (rule S92). */
function readContent(
  reader: ByteReader,
  method: Change['method'],
  flags: number,
): Pick<Change, 'body' | 'erasedDigest'> {
  if (flags & flag.erased) {
    if (method === 'delete') throw new Problem('batch-malformed', 'a deletion has no body to lose');
    return { body: new Uint8Array(), erasedDigest: reader.raw(digestBytes) };
  }
  const body = reader.bytes(limits.bodyBytesMax);
  if ((method === 'delete') !== (body.length === 0)) throw new Problem('batch-malformed', 'body does not fit method');
  return { body };
}

function readStamp(reader: ByteReader): ClockStamp {
  const stamp = { milliseconds: reader.integer(), counter: reader.integer() };
  if (stamp.milliseconds > limits.stampMillisecondsMax || stamp.counter > limits.stampCounterMax) {
    throw new Problem('batch-malformed', 'clock stamp out of bounds');
  }
  return stamp;
}

function uuidBytes(uuid: string): Uint8Array {
  return Buffer.from(uuid.replaceAll('-', ''), 'hex');
}

function readChangeId(reader: ByteReader): ChangeId {
  const bytes = reader.raw(16);
  const hex = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
  return parseIdentifier(
    parseChangeId,
    `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`,
  );
}

function parseIdentifier<T>(parse: (text: string) => T, text: string): T {
  try {
    return parse(text);
  } catch (cause) {
    throw new Problem('batch-malformed', 'identifier', [], { cause });
  }
}
