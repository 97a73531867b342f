import type { ByteReader, ByteWriter } from '../bytes.js';
import type { Cursor } from '../change.js';
import { type Lane, parseLane } from '../lane.js';

/** A cursor of one lane. */
export interface LaneCursor extends Cursor {
  readonly lane: Lane;
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

export function writeLaneCursor(writer: ByteWriter, cursor: LaneCursor): void {
  writer.integer(cursor.lane).integer(cursor.seq).raw(cursor.chain);
}

export function readLaneCursor(reader: ByteReader): LaneCursor {
  return { lane: parseLane(reader.integer()), seq: reader.integer(), chain: reader.raw(32) };
}

export function writeDurability(writer: ByteWriter, durability: LaneDurability): void {
  writeLaneCursor(writer, { lane: durability.lane, ...durability.durable });
  writer.integer(durability.safeSeq).integer(durability.creditBytes);
}

export function readDurability(reader: ByteReader): LaneDurability {
  const { lane, seq, chain } = readLaneCursor(reader);
  return { lane, durable: { seq, chain }, safeSeq: reader.integer(), creditBytes: reader.integer() };
}
