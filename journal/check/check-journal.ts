import { existsSync, rmSync, statSync } from 'node:fs';
import { unwrittenSince } from '../erasure/rewriting.js';
import { migrationSql } from '../schema/migrations.js';
import { backupSql } from '../sql/backups.js';
import { Connection } from '../sqlite/connection.js';
import { checkKeyForm } from '../sqlite/key.js';
import type { KeyedFile } from '../sqlite/keyed.js';
import { openKeyed } from '../sqlite/keyed.js';
import { problemOfSqlite } from '../sqlite/sqlite-problem.js';

/** What a look at every page of a journal found. */
export interface JournalCheck {
  /** Whether SQLite's `quick_check` found every page as it must be. */
  readonly isSound: boolean;
  readonly bytes: number;
  /** How many migrations it has. */
  readonly migration: number;
  /** When the last backup was complete, milliseconds since 1970; `null` when there is none. */
  readonly backupMilliseconds: number | null;
  /** Since when an erasure waits until the files are written anew (rule W16); `null` where none does. */
  readonly unwrittenSince: number | null;
}

/**
 * Reads every page of a journal over a read-only connection of its own: a program that writes to it is never in its
 * way, nor it in the program's (rule O1). Blocks.
 * @param isHeld whether a program has the file open; where none has, nothing is left beside it
 * @throws Problem `database-corrupt`, `permission-denied`, `disk-failed`
 */
export function checkJournal({ file, key, cipher }: KeyedFile, isHeld: boolean): JournalCheck {
  checkKeyForm(key);
  const beside = isHeld ? [] : ['-wal', '-shm'].map((end) => `${file}${end}`).filter((path) => !existsSync(path));
  let connection: Connection | undefined;
  try {
    connection = new Connection(openKeyed(file, cipher, key, true));
    return {
      isSound: connection.pragma('quick_check(1)') === 'ok',
      bytes: statSync(file).size,
      migration: connection.one(migrationSql.newest)?.version ?? 0,
      backupMilliseconds: connection.one(backupSql.last)?.atMilliseconds ?? null,
      unwrittenSince: unwrittenSince(connection),
    };
  } catch (error) {
    throw problemOfSqlite(error);
  } finally {
    connection?.close();
    // SQLite makes these, empty, for a reader too.
    for (const path of beside) rmSync(path, { force: true });
  }
}
