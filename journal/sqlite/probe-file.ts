import { closeSync, existsSync, openSync, readSync, rmSync, statSync } from 'node:fs';
import { Problem } from '../../protocol/problem.js';
import { journalLimits } from '../limits.js';
import { keyCheck } from './key.js';
import { type DatabaseOptions, openKeyed } from './keyed.js';
import { problemOfSqlite, sqliteCodeOf } from './sqlite-problem.js';

/**
 * Looks at an existing file through a read-only connection, which cannot write to it or to its write-ahead log, before
 * it is opened for writing (rules J3, J4).
 * @throws Problem `database-key-wrong`, `database-corrupt`, `database-version`, `permission-denied`
 */
export function probeFile(options: DatabaseOptions): 'missing' | 'present' {
  const bytes = statSync(options.file, { throwIfNoEntry: false })?.size ?? 0;
  // A crash before the first commit leaves a file without content; it is made again.
  if (bytes === 0) return 'missing';
  const beside = ['-wal', '-shm'].map((end) => `${options.file}${end}`).filter((file) => !existsSync(file));
  try {
    const { found, floor } = readMigration(options, bytes);
    if (found > options.migrationMax && floor > options.migrationMax) {
      const needs = floor < found ? `, which needs ${floor}` : '';
      throw new Problem(
        'database-version',
        `made by migration ${found}${needs}, this program knows ${options.migrationMax}`,
      );
    }
    return 'present';
  } catch (error) {
    // SQLite makes these, empty, for a reader too; a file that is refused is left with what was beside it.
    for (const file of beside) rmSync(file, { force: true });
    const code = sqliteCodeOf(error);
    // The first transaction of a new file was cut off: the rollback needs a connection that may write.
    if (code.startsWith('SQLITE_READONLY') || code === 'SQLITE_CANTOPEN') return 'present';
    if (code.startsWith('SQLITE_NOTADB') && !hasKeyCheck(options)) {
      throw new Problem('database-key-wrong', '', [], { cause: error });
    }
    throw problemOfSqlite(error);
  }
}

/** The newest migration that the file has, and the least that its program must know (rule U1). */
function readMigration(options: DatabaseOptions, bytes: number): { readonly found: number; readonly floor: number } {
  const database = openKeyed(options.file, options.cipher, options.key, true, options.openDriver);
  try {
    const has = (name: string) =>
      database.prepare(`SELECT count(*) FROM sqlite_schema WHERE name = '${name}'`).pluck().get() !== 0;
    const number = (text: string) => Number(database.prepare(text).pluck().get());
    if (bytes <= journalLimits.openCheckBytesMax && database.pragma('quick_check(1)', { simple: true }) !== 'ok') {
      throw new Problem('database-corrupt');
    }
    const found = has('migration') ? number('SELECT max(version) FROM migration') : 0;
    return { found, floor: has('migration_floor') ? number('SELECT max(version) FROM migration_floor') : found };
  } finally {
    database.close();
  }
}

/** Whether the file says itself that it was made with this key. */
function hasKeyCheck(options: DatabaseOptions): boolean {
  const head = Buffer.alloc(16);
  const descriptor = openSync(options.file, 'r');
  try {
    readSync(descriptor, head, 0, head.length, 0);
  } finally {
    closeSync(descriptor);
  }
  return head.toString('hex') === keyCheck(options.key);
}
