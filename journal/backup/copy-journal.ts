import { closeSync, fsyncSync, openSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { maintenanceSql } from '../sql/maintenance.js';
import { Connection } from '../sqlite/connection.js';
import { openKeyed } from '../sqlite/keyed.js';
import type { CopyFacts } from './backup-store.js';
import { type KeyedFile, readCopy } from './read-copy.js';

/**
 * `VACUUM INTO` over a connection of its own: the copy is one moment of the journal, whole, and stays encrypted (SQLite's
 * backup call refuses an encrypted database). Writers go on meanwhile. Blocks; the copy is on the disk when this returns,
 * and gone again when it throws.
 */
export function copyJournal(source: KeyedFile, target: string): CopyFacts {
  // Made first, so that a file which is there already is refused and never removed.
  closeSync(openSync(target, 'wx', 0o600));
  try {
    const connection = new Connection(openKeyed(source.file, source.cipher, source.key, true));
    try {
      connection.run(maintenanceSql.copyTo, target);
    } finally {
      connection.close();
    }
    for (const path of [target, dirname(target)]) sync(path);
    return readCopy({ ...source, file: target });
  } catch (error) {
    for (const end of ['', '-journal', '-wal', '-shm']) rmSync(`${target}${end}`, { force: true });
    throw error;
  }
}

function sync(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
