import { closeSync, fstatSync, fsyncSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';
import { Problem } from '../../protocol/problem.js';
import type { Connection } from './connection.js';
import { type FrameHead, type LogShape, offsetOf, readFrameHead, shapeOf, wasCertain } from './left-over-log.js';
import { sql } from './named-sql.js';

const pieceBytesMax = 1024 * 1024;
const logHeadBytes = 32;
const frameHeadBytes = 24;

/** `log`: how many frames count, as SQLite recovered them; nothing is checkpointed. */
const lookAtLog = sql<{ log: number }>('PRAGMA wal_checkpoint(NOOP)');

/**
 * Makes certain what an earlier run left in the write-ahead log, before anything is built on it (rule W6). After an fsync
 * that failed the system may take pages for written that never reached the disk: they can be read, and no later fsync
 * brings them there. SQLite would take the commits in them for kept and put new ones behind, all of which a power cut then
 * takes. So the log is written and synced once more, and what SQLite left out of it is cut off.
 * @param isEachCommitSynced `false` where several commits may be under way when the power fails
 * @throws Problem `database-corrupt` when a commit was damaged that had been certain (nothing is touched then);
 *   `disk-failed`, `disk-full`
 */
export function settleLog(connection: Connection, file: string, isEachCommitSynced: boolean): void {
  const descriptor = openIfThere(`${file}-wal`);
  if (descriptor === undefined) return;
  try {
    const { size } = fstatSync(descriptor);
    const shape = shapeOf(readAt(descriptor, 0, logHeadBytes), size);
    if (shape === undefined) return;
    const frames = connection.one(lookAtLog)?.log ?? 0;
    if (isEachCommitSynced && wasCertain(headsFrom(descriptor, shape, frames))) {
      throw new Problem('database-corrupt', 'the write-ahead log is damaged');
    }
    // Whoever else has the database open may not write meanwhile.
    connection.execute('BEGIN IMMEDIATE');
    try {
      rewrite(descriptor, offsetOf(shape, frames));
    } finally {
      connection.execute('ROLLBACK');
    }
  } finally {
    closeSync(descriptor);
  }
}

function* headsFrom(descriptor: number, shape: LogShape, first: number): Generator<FrameHead> {
  for (let frame = first; frame < shape.frames; frame += 1) {
    yield readFrameHead(shape, frame, readAt(descriptor, offsetOf(shape, frame), frameHeadBytes));
  }
}

function readAt(descriptor: number, offset: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  return bytes.subarray(0, readSync(descriptor, bytes, 0, length, offset));
}

function openIfThere(path: string): number | undefined {
  try {
    return openSync(path, 'r+');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw new Problem('permission-denied', '', [], { cause: error });
  }
}

function rewrite(descriptor: number, end: number): void {
  try {
    for (let at = 0; at < end; ) {
      const piece = readAt(descriptor, at, Math.min(pieceBytesMax, end - at));
      if (piece.length === 0) break;
      for (let done = 0; done < piece.length; )
        done += writeSync(descriptor, piece, done, piece.length - done, at + done);
      at += piece.length;
    }
    // Else parts of several commits could lie behind the end, each of another power cut.
    ftruncateSync(descriptor, end);
    fsyncSync(descriptor);
  } catch (error) {
    throw new Problem(codeOf(error) === 'ENOSPC' ? 'disk-full' : 'disk-failed', '', [], { cause: error });
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
