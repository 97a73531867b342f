import type { ByteReader, ByteWriter } from '../bytes.js';
import { parseSiteCode, type SiteCode } from '../ids.js';
import { type Lane, lanes } from '../lane.js';
import { Problem, type ProblemCode } from '../problem.js';
import { isProblemCode } from '../problems.js';

/** How one kind of control message stands on the wire, behind the number of its kind. */
export interface ControlCodec<Message extends { readonly kind: string }> {
  /** The first byte of the message; never given twice. */
  readonly number: number;
  readonly write: (writer: ByteWriter, message: Message) => void;
  /** @throws Problem `batch-malformed` */
  readonly read: (reader: ByteReader) => Message;
}

export function writeList<T>(writer: ByteWriter, list: readonly T[], write: (item: T) => void): void {
  writer.integer(list.length);
  for (const item of list) write(item);
}

/** @throws Problem `batch-malformed` when the list is longer than `lengthMax` */
export function readList<T>(reader: ByteReader, lengthMax: number, read: () => T): T[] {
  const length = reader.integer();
  if (length > lengthMax) throw new Problem('batch-malformed', 'list too long');
  return Array.from({ length }, read);
}

/** A list with at most one item for each lane. */
export function readLanes<T extends { readonly lane: Lane }>(reader: ByteReader, read: () => T): T[] {
  const list = readList(reader, lanes.length, read);
  if (new Set(list.map(({ lane }) => lane)).size < list.length) throw new Problem('batch-malformed', 'a lane twice');
  return list;
}

/** @throws Problem `batch-malformed` */
export function readSiteCode(reader: ByteReader): SiteCode {
  try {
    return parseSiteCode(reader.text(3));
  } catch (cause) {
    throw new Problem('batch-malformed', 'site code', [], { cause });
  }
}

export function readProblemCode(reader: ByteReader): ProblemCode {
  const code = reader.text(64);
  // A newer peer may know more codes; what it means here is all that can be said.
  return isProblemCode(code) ? code : 'internal';
}
