const headBytes = 32;
const frameHeadBytes = 24;
/** The most that every disk writes whole or not at all. */
const sectorBytes = 512;
/** Of a frame's head, what says whose it is and whether it ends a commit. */
const toldBytes = 16;

/** One frame's head (https://sqlite.org/fileformat2.html#walformat): whether it is of this log, and ends a commit. */
export interface FrameHead {
  readonly isOfLog: boolean;
  readonly isCommit: boolean;
}

/** A write-ahead log as it lies on the disk. */
export interface LogShape {
  readonly frameBytes: number;
  /** Of the whole frames in it. */
  readonly frames: number;
  readonly salts: Buffer;
}

/** @param head the first 32 bytes; `undefined` when they are not those of a log */
export function shapeOf(head: Buffer, bytes: number): LogShape | undefined {
  if (head.length < headBytes || head.readUInt32BE(0) >>> 1 !== 0x377f0682 >>> 1) return undefined;
  const frameBytes = frameHeadBytes + head.readUInt32BE(8);
  return { frameBytes, frames: Math.floor((bytes - headBytes) / frameBytes), salts: head.subarray(16, 24) };
}

/** Where a frame begins, counted from 0; of the one after the last that counts: where the log ends. */
export function offsetOf({ frameBytes }: LogShape, frame: number): number {
  return headBytes + frame * frameBytes;
}

/**
 * A head that lies over the border of two sectors may be half of an earlier log: its end of a commit is not believed.
 * @param frame its number, counted from 0
 */
export function readFrameHead(shape: LogShape, frame: number, head: Buffer): FrameHead {
  const isWhole = (offsetOf(shape, frame) % sectorBytes) + toldBytes <= sectorBytes;
  return { isOfLog: head.subarray(8, 16).equals(shape.salts), isCommit: isWhole && head.readUInt32BE(4) !== 0 };
}

/**
 * Whether what SQLite leaves out at the end of a log was once certain. Each commit is synced before the next one begins
 * to be written, so a power cut leaves parts of one commit: a frame of this log behind the end of a commit shows that
 * that commit was certain, and something before it was damaged since.
 */
export function wasCertain(leftOut: Iterable<FrameHead>): boolean {
  let isAfterCommit = false;
  for (const { isOfLog, isCommit } of leftOut) {
    if (!isOfLog) continue;
    if (isAfterCommit) return true;
    isAfterCommit = isCommit;
  }
  return false;
}
