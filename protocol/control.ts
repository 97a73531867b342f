import { ByteReader, ByteWriter } from './bytes.js';
import type { Cursor } from './change.js';
import { parseSiteCode, type SiteCode } from './ids.js';
import { type Lane, lanes, parseLane } from './lane.js';
import { limits } from './limits.js';
import { isProblemCode, Problem, type ProblemCode } from './problem.js';

/** A cursor of one lane. */
export interface LaneCursor extends Cursor {
  readonly lane: Lane;
}

/** The first message of a session, from the site: what it is and how far both directions got (rule S2). */
export interface Hello {
  readonly kind: 'hello';
  readonly protocol: number;
  readonly schema: number;
  readonly site: SiteCode;
  /** The site's epoch. */
  readonly epoch: number;
  /** UUIDv7 of this run of the program; shared by all its links. */
  readonly bootId: string;
  /** Dictionaries that the site can inflate. */
  readonly dictionaries: readonly number[];
  /** The last change of each lane of the site's own log. */
  readonly heads: readonly LaneCursor[];
  /** The hub epoch that `downs` belongs to; 0 before the first contact. */
  readonly hubEpoch: number;
  /** How far the site has applied the hub's feed. */
  readonly downs: readonly LaneCursor[];
}

/** What one lane of a site's log has reached at the hub. */
export interface LaneDurability {
  readonly lane: Lane;
  /** Committed with fsync at the node that says so. */
  readonly durable: Cursor;
  /** Covered by that node's backups; 0 when none. Durable is not the same as safe to forget (rule S7). */
  readonly safeSeq: number;
  /** Bytes that the sender may have unacknowledged in this lane; absolute. */
  readonly creditBytes: number;
}

/** The hub's answer to a hello; opens the session. */
export interface Welcome {
  readonly kind: 'welcome';
  readonly protocol: number;
  readonly schema: number;
  readonly hubEpoch: number;
  /** The epoch of the site that the session is for. */
  readonly epoch: number;
  /** The hub's wall clock, milliseconds since 1970. */
  readonly hubMilliseconds: number;
  readonly dictionaries: readonly number[];
  readonly ups: readonly LaneDurability[];
}

/** A change that the receiver could not apply; repeated until the sender confirms (rule P1). */
export interface Reject {
  readonly seq: number;
  readonly code: ProblemCode;
}

/** Sent after the receiver's commit, never before; cumulative, taken by maximum (rule S7). */
export interface Receipt extends LaneDurability {
  readonly kind: 'receipt';
  /** The node that is durable. */
  readonly node: SiteCode;
  /** The hub epoch that the session was opened under. */
  readonly hubEpoch: number;
  /** The epoch of the log that is acknowledged: the site's upwards, the hub's downwards. */
  readonly epoch: number;
  readonly rejects: readonly Reject[];
}

/** A message was refused; the cursor did not move and the connection stays (rule S6). */
export interface Refusal {
  readonly kind: 'refusal';
  readonly code: ProblemCode;
  readonly lane?: Lane;
}

/** What waits in one lane of a site's own log. */
export interface LaneReport {
  readonly lane: Lane;
  readonly headSeq: number;
  /** When the oldest change that waits for the hub's receipt was committed, milliseconds since 1970; 0 when none waits. */
  readonly oldestPendingMilliseconds: number;
}

/** What waits at a site for the hub; so that the backlog shown at the hub is the site's own word (rule S13). */
export interface Report {
  readonly kind: 'report';
  readonly lanes: readonly LaneReport[];
}

export type ControlMessage = Hello | Welcome | Receipt | Refusal | Report;

const kinds = { hello: 1, welcome: 2, receipt: 3, refusal: 4, report: 5 } as const;

export function encodeControl(message: ControlMessage): Uint8Array {
  const writer = new ByteWriter().integer(kinds[message.kind]);
  switch (message.kind) {
    case 'hello':
      writer.integer(message.protocol).integer(message.schema).text(message.site).integer(message.epoch);
      writer.text(message.bootId);
      writeList(writer, message.dictionaries, (id) => writer.integer(id));
      writeList(writer, message.heads, (cursor) => writeLaneCursor(writer, cursor));
      writer.integer(message.hubEpoch);
      writeList(writer, message.downs, (cursor) => writeLaneCursor(writer, cursor));
      return writer.finish();
    case 'welcome':
      writer.integer(message.protocol).integer(message.schema).integer(message.hubEpoch).integer(message.epoch);
      writer.integer(message.hubMilliseconds);
      writeList(writer, message.dictionaries, (id) => writer.integer(id));
      writeList(writer, message.ups, (durability) => writeDurability(writer, durability));
      return writer.finish();
    case 'receipt':
      writer.text(message.node).integer(message.hubEpoch).integer(message.epoch);
      writeDurability(writer, message);
      // Rejects are repeated until confirmed, so those that do not fit come with a later receipt.
      writeList(writer, message.rejects.slice(0, limits.receiptRejectsMax), (reject) =>
        writer.integer(reject.seq).text(reject.code),
      );
      return writer.finish();
    case 'refusal':
      writer.text(message.code).integer(message.lane === undefined ? 0 : message.lane + 1);
      return writer.finish();
    case 'report':
      writeList(writer, message.lanes, ({ lane, headSeq, oldestPendingMilliseconds }) =>
        writer.integer(lane).integer(headSeq).integer(oldestPendingMilliseconds),
      );
      return writer.finish();
  }
}

/**
 * Reads one control message; what a newer peer adds behind the fields known here is passed over.
 * @throws Problem `batch-malformed` when the bytes are not a control message
 */
export function decodeControl(bytes: Uint8Array): ControlMessage {
  if (bytes.length > limits.controlBytesMax) throw new Problem('batch-malformed', 'control message too long');
  const reader = new ByteReader(bytes);
  const kind = reader.integer();
  switch (kind) {
    case kinds.hello:
      return readHello(reader);
    case kinds.welcome:
      return readWelcome(reader);
    case kinds.receipt:
      return readReceipt(reader);
    case kinds.refusal: {
      const code = readProblemCode(reader);
      const laneOrNone = reader.integer();
      return laneOrNone === 0 ? { kind: 'refusal', code } : { kind: 'refusal', code, lane: parseLane(laneOrNone - 1) };
    }
    case kinds.report:
      return { kind: 'report', lanes: readLanes(reader, () => readLaneReport(reader)) };
    default:
      throw new Problem('batch-malformed', 'unknown control message');
  }
}

function readHello(reader: ByteReader): Hello {
  return {
    kind: 'hello',
    protocol: reader.integer(),
    schema: reader.integer(),
    site: readSiteCode(reader),
    epoch: reader.integer(),
    bootId: reader.text(64),
    dictionaries: readList(reader, 64, () => reader.integer()),
    heads: readLanes(reader, () => readLaneCursor(reader)),
    hubEpoch: reader.integer(),
    downs: readLanes(reader, () => readLaneCursor(reader)),
  };
}

function readWelcome(reader: ByteReader): Welcome {
  return {
    kind: 'welcome',
    protocol: reader.integer(),
    schema: reader.integer(),
    hubEpoch: reader.integer(),
    epoch: reader.integer(),
    hubMilliseconds: reader.integer(),
    dictionaries: readList(reader, 64, () => reader.integer()),
    ups: readLanes(reader, () => readDurability(reader)),
  };
}

function readReceipt(reader: ByteReader): Receipt {
  return {
    kind: 'receipt',
    node: readSiteCode(reader),
    hubEpoch: reader.integer(),
    epoch: reader.integer(),
    ...readDurability(reader),
    rejects: readList(reader, limits.receiptRejectsMax, () => ({
      seq: reader.integer(),
      code: readProblemCode(reader),
    })),
  };
}

function writeLaneCursor(writer: ByteWriter, cursor: LaneCursor): void {
  writer.integer(cursor.lane).integer(cursor.seq).raw(cursor.chain);
}

function readLaneCursor(reader: ByteReader): LaneCursor {
  return { lane: parseLane(reader.integer()), seq: reader.integer(), chain: reader.raw(32) };
}

function readLaneReport(reader: ByteReader): LaneReport {
  return {
    lane: parseLane(reader.integer()),
    headSeq: reader.integer(),
    oldestPendingMilliseconds: reader.integer(),
  };
}

function writeDurability(writer: ByteWriter, durability: LaneDurability): void {
  writeLaneCursor(writer, { lane: durability.lane, ...durability.durable });
  writer.integer(durability.safeSeq).integer(durability.creditBytes);
}

function readDurability(reader: ByteReader): LaneDurability {
  const { lane, seq, chain } = readLaneCursor(reader);
  return { lane, durable: { seq, chain }, safeSeq: reader.integer(), creditBytes: reader.integer() };
}

function writeList<T>(writer: ByteWriter, list: readonly T[], write: (item: T) => void): void {
  writer.integer(list.length);
  for (const item of list) write(item);
}

function readList<T>(reader: ByteReader, lengthMax: number, read: () => T): T[] {
  const length = reader.integer();
  if (length > lengthMax) throw new Problem('batch-malformed', 'list too long');
  return Array.from({ length }, read);
}

function readLanes<T extends { readonly lane: Lane }>(reader: ByteReader, read: () => T): T[] {
  const list = readList(reader, lanes.length, read);
  if (new Set(list.map(({ lane }) => lane)).size < list.length) throw new Problem('batch-malformed', 'a lane twice');
  return list;
}

function readSiteCode(reader: ByteReader): SiteCode {
  try {
    return parseSiteCode(reader.text(3));
  } catch (cause) {
    throw new Problem('batch-malformed', 'site code', [], { cause });
  }
}

function readProblemCode(reader: ByteReader): ProblemCode {
  const code = reader.text(64);
  // A newer peer may know more codes; what it means here is all that can be said.
  return isProblemCode(code) ? code : 'internal';
}
