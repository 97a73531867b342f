import { closeSync, fstatSync, fsyncSync, openSync, readSync, writeSync } from 'node:fs';
import { Problem } from '../../protocol/problem.js';
import type { Connection } from './connection.js';

const pieceBytesMax = 1024 * 1024;

/**
 * Writes what an earlier run left in the write-ahead log once more, and syncs it (rule W6). After an fsync that failed the
 * system may take pages for written that never reached the disk: they can be read, and no later fsync brings them there.
 * SQLite would take the commits in them for kept and put new ones behind, all of which a power cut then takes.
 * @throws Problem `disk-failed`, `disk-full`; nothing may be built on this log then
 */
export function settleLog(connection: Connection, file: string): void {
  const descriptor = openIfThere(`${file}-wal`);
  if (descriptor === undefined) return;
  try {
    if (fstatSync(descriptor).size === 0) return;
    // Whoever else has the database open may not write meanwhile.
    connection.execute('BEGIN IMMEDIATE');
    try {
      rewrite(descriptor);
    } finally {
      connection.execute('ROLLBACK');
    }
  } finally {
    closeSync(descriptor);
  }
}

function openIfThere(path: string): number | undefined {
  try {
    return openSync(path, 'r+');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw new Problem('permission-denied', '', [], { cause: error });
  }
}

function rewrite(descriptor: number): void {
  const piece = Buffer.alloc(pieceBytesMax);
  try {
    for (let at = 0; ; ) {
      const bytes = readSync(descriptor, piece, 0, piece.length, at);
      if (bytes === 0) break;
      for (let done = 0; done < bytes; ) done += writeSync(descriptor, piece, done, bytes - done, at + done);
      at += bytes;
    }
    fsyncSync(descriptor);
  } catch (error) {
    throw new Problem(codeOf(error) === 'ENOSPC' ? 'disk-full' : 'disk-failed', '', [], { cause: error });
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
