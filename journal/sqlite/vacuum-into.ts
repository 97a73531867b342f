import { closeSync, fsyncSync, openSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { maintenanceSql } from '../sql/maintenance.js';
import { Connection } from './connection.js';
import { type KeyedFile, openKeyed } from './keyed.js';

/**
 * `VACUUM INTO` over a connection of its own: the copy is one moment of the database, whole, without free space, and under
 * the same key (SQLite's backup call refuses an encrypted database). Writers go on meanwhile. Blocks; the copy is on the
 * disk and proved when this returns, and gone again when it throws.
 */
export function vacuumInto<T>(source: KeyedFile, target: string, prove: () => T): T {
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
    return prove();
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
