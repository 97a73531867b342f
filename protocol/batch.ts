import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { ByteReader, ByteWriter, equalBytes } from './bytes.js';
import { type Change, nextChain } from './change.js';
import type { ClockStamp } from './clock.js';
import {
  type ChangeId,
  parseChangeId,
  parseResourceId,
  parseResourceType,
  parseSiteCode,
  type SiteCode,
} from './ids.js';
import { type Lane, parseLane } from './lane.js';
import { limits } from './limits.js';
import { Problem } from './problem.js';

/** The version of the protocol that this code speaks. */
export const protocolVersion = 1;
/** The version of the record schema that this code writes (rule P3). */
export const schemaVersion = 1;

/** The header of a batch: a run of one lane of one log (rule S5). */
export interface BatchHeader {
  readonly protocol: number;
  /** Whose log this is: the site's own code upwards, the hub's (`000`) downwards. Not necessarily the session's peer. */
  readonly origin: SiteCode;
  /** The epoch of the log's owner: the site's upwards, the hub's downwards. */
  readonly epoch: number;
  readonly lane: Lane;
  /** Sequence numbers of the first and the last change. */
  readonly from: number;
  readonly to: number;
  /** The chain before `from` and the chain at `to`; 32 bytes each. */
  readonly chainBefore: Uint8Array;
  readonly chainAfter: Uint8Array;
  /** The dictionary that the body is deflated with; 0 is deflate without a dictionary. */
  readonly dictionary: number;
  readonly schema: number;
}

/** A decoded and proven batch: `chains[i]` is the chain at `from + i`. */
export interface Batch {
  readonly header: BatchHeader;
  readonly changes: readonly Change[];
  readonly chains: readonly Uint8Array[];
}

/** The preset dictionaries of deflate (RFC 1950 §2.2 idea, raw deflate) by their id; built from synthetic data only. */
export type Dictionaries = ReadonlyMap<number, Uint8Array>;

const magic = 0xc7;
const chainBytes = 32;
const compressionLevel = 6;

/** Encodes a run of changes. The caller names in `header.dictionary` one that the receiver announced. */
export function encodeBatch(header: BatchHeader, changes: readonly Change[], dictionaries: Dictionaries): Uint8Array {
  const items = new ByteWriter();
  for (const change of changes) writeChange(items, change, header.origin);
  const dictionary = dictionaryOf(header.dictionary, dictionaries);
  const body = deflateRawSync(items.finish(), { level: compressionLevel, ...(dictionary && { dictionary }) });
  return new ByteWriter()
    .integer(magic)
    .integer(header.protocol)
    .text(header.origin)
    .integer(header.epoch)
    .integer(header.lane)
    .integer(header.from)
    .integer(header.to - header.from)
    .raw(header.chainBefore)
    .raw(header.chainAfter)
    .integer(header.dictionary)
    .integer(header.schema)
    .raw(body)
    .finish();
}

/**
 * Decodes a batch and proves its chain, in the order: form → version → dictionary → content → hash (rule S6).
 * @throws Problem `batch-malformed`, `version-unsupported`, `dictionary-unknown` or `batch-hash-mismatch`
 */
export function decodeBatch(bytes: Uint8Array, dictionaries: Dictionaries): Batch {
  const reader = new ByteReader(bytes);
  const header = readHeader(reader);
  const items = new ByteReader(inflate(reader.rest(), dictionaryOf(header.dictionary, dictionaries)));
  const changes: Change[] = [];
  const chains: Uint8Array[] = [];
  let chain = header.chainBefore;
  for (let seq = header.from; seq <= header.to; seq += 1) {
    const change = readChange(items, header.origin);
    chain = nextChain(chain, change);
    changes.push(change);
    chains.push(chain);
  }
  if (!items.done) throw new Problem('batch-malformed', 'more changes than announced');
  if (!equalBytes(chain, header.chainAfter)) throw new Problem('batch-hash-mismatch');
  return { header, changes, chains };
}

function readHeader(reader: ByteReader): BatchHeader {
  if (reader.integer() !== magic) throw new Problem('batch-malformed', 'not a batch');
  const protocol = reader.integer();
  if (protocol !== protocolVersion) throw new Problem('version-unsupported', `protocol ${protocol}`);
  const origin = parseIdentifier(parseSiteCode, reader.text(3));
  const epoch = reader.integer();
  const lane = parseLane(reader.integer());
  const from = reader.integer();
  const to = from + reader.integer();
  // Beyond the safe integers `seq + 1` is `seq`, and counting would not end.
  if (from < 1 || !Number.isSafeInteger(to) || to - from >= limits.batchChangesMax + limits.bundleEntriesMax) {
    throw new Problem('batch-malformed', 'sequence out of bounds');
  }
  const chainBefore = reader.raw(chainBytes);
  const chainAfter = reader.raw(chainBytes);
  const dictionary = reader.integer();
  const schema = reader.integer();
  return { protocol, origin, epoch, lane, from, to, chainBefore, chainAfter, dictionary, schema };
}

function dictionaryOf(id: number, dictionaries: Dictionaries): Uint8Array | undefined {
  if (id === 0) return undefined;
  const dictionary = dictionaries.get(id);
  if (dictionary === undefined) throw new Problem('dictionary-unknown', `dictionary ${id}`);
  return dictionary;
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
  return Math.min(1024 * 1024, 16 * 1024 + deflatedBytes * 8);
}

const flag = { delete: 1, groupEnd: 2, foreignOrigin: 4 } as const;
const flagsKnown = flag.delete | flag.groupEnd | flag.foreignOrigin;

function writeChange(writer: ByteWriter, change: Change, logOrigin: SiteCode): void {
  const foreign = change.origin !== logOrigin;
  const flags =
    (change.method === 'delete' ? flag.delete : 0) |
    (change.groupEnd ? flag.groupEnd : 0) |
    (foreign ? flag.foreignOrigin : 0);
  writer.integer(flags);
  if (foreign) writer.text(change.origin);
  writer.raw(uuidBytes(change.changeId)).integer(change.stamp.milliseconds).integer(change.stamp.counter);
  writer.integer(change.predecessors.length);
  for (const predecessor of change.predecessors) writer.raw(uuidBytes(predecessor));
  // The id stays text: it stands again in the body, where deflate then finds it.
  writer.text(change.author).text(change.type).text(change.resourceId).bytes(change.body);
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
  const body = reader.bytes(limits.bodyBytesMax);
  const method = flags & flag.delete ? 'delete' : 'put';
  if ((method === 'delete') !== (body.length === 0)) throw new Problem('batch-malformed', 'body does not fit method');
  const groupEnd = (flags & flag.groupEnd) !== 0;
  return { changeId, method, type, resourceId, predecessors, author, origin, stamp, body, groupEnd };
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
