import { deflateItems, inflateItems } from './batch/deflated-items.js';
import { ByteReader, ByteWriter, equalBytes } from './bytes.js';
import { type Change, nextChain } from './change.js';
import { parseSiteCode, type SiteCode } from './ids.js';
import { type Lane, parseLane } from './lane.js';
import { limits } from './limits.js';
import { fitsModel, Model } from './model/model.js';
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
  /** The dictionary that the body is encoded with, which also tells how; 0 is deflate without a dictionary (rule S17). */
  readonly dictionary: number;
  readonly schema: number;
}

/** A decoded and proven batch: `chains[i]` is the chain at `from + i`. */
export interface Batch {
  readonly header: BatchHeader;
  readonly changes: readonly Change[];
  readonly chains: readonly Uint8Array[];
}

/** Dictionaries by their id: preset ones of deflate, and from 64 on records to learn from; of synthetic data only. */
export type Dictionaries = ReadonlyMap<number, Uint8Array>;

const magic = 0xc7;
const chainBytes = 32;

/** Dictionaries from this id on are records that a model learns from; those below are for deflate (rule S17). */
export const modelledDictionaryMin = 64;

/**
 * Encodes a run of changes. The caller names in `header.dictionary` one that the receiver announced; what a model cannot
 * carry goes deflated without a dictionary, which every receiver understands.
 */
export function encodeBatch(header: BatchHeader, changes: readonly Change[], dictionaries: Dictionaries): Uint8Array {
  const { origin } = header;
  const dictionary = dictionaryOf(header.dictionary, dictionaries);
  if (dictionary === undefined || header.dictionary < modelledDictionaryMin) {
    return join(header, deflateItems(changes, origin, dictionary));
  }
  const body = fitsModel(changes) ? modelOf(dictionary).encode(changes, origin) : undefined;
  return body === undefined
    ? join({ ...header, dictionary: 0 }, deflateItems(changes, origin, undefined))
    : join(header, body);
}

/**
 * Decodes a batch and proves its chain, in the order: form → version → dictionary → content → hash (rule S6).
 * @throws Problem `batch-malformed`, `version-unsupported`, `dictionary-unknown` or `batch-hash-mismatch`
 */
export function decodeBatch(bytes: Uint8Array, dictionaries: Dictionaries): Batch {
  const reader = new ByteReader(bytes);
  const header = readHeader(reader);
  const { origin, from, to } = header;
  const dictionary = dictionaryOf(header.dictionary, dictionaries);
  const count = to - from + 1;
  const changes =
    dictionary === undefined || header.dictionary < modelledDictionaryMin
      ? inflateItems(reader.rest(), origin, count, dictionary)
      : modelOf(dictionary).decode(reader.rest(), origin, count);
  const chains: Uint8Array[] = [];
  let chain = header.chainBefore;
  for (const change of changes) {
    chain = nextChain(chain, change);
    chains.push(chain);
  }
  if (!equalBytes(chain, header.chainAfter)) throw new Problem('batch-hash-mismatch');
  return { header, changes, chains };
}

/** What each dictionary taught; learning takes some ten milliseconds. */
const models = new WeakMap<Uint8Array, Model>();

function modelOf(dictionary: Uint8Array): Model {
  const known = models.get(dictionary);
  if (known !== undefined) return known;
  const model = new Model(dictionary);
  models.set(dictionary, model);
  return model;
}

function join(header: BatchHeader, body: Uint8Array): Uint8Array {
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

/** Whose log a batch is of, without looking further; `undefined` when it is no batch. Proves nothing. */
export function originOfBatch(bytes: Uint8Array): SiteCode | undefined {
  try {
    const reader = new ByteReader(bytes.subarray(0, 32));
    if (reader.integer() !== magic) return undefined;
    reader.integer();
    return parseSiteCode(reader.text(3));
  } catch {
    return undefined;
  }
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

function parseIdentifier<T>(parse: (text: string) => T, text: string): T {
  try {
    return parse(text);
  } catch (cause) {
    throw new Problem('batch-malformed', 'identifier', [], { cause });
  }
}
