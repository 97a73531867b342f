import { statSync } from 'node:fs';
import { Problem } from '../../protocol/problem.js';
import type { DatabaseOptions } from './keyed.js';
import { openDatabase } from './open-database.js';

/**
 * Brings all of a database that nobody has open into its file, as its program would open it, so that what the program would
 * refuse is refused here.
 * @throws Problem `folder-in-use` where something stays in its write-ahead log, `database-…`, `disk-full`
 */
export function bringIntoOneFile(options: Omit<DatabaseOptions, 'migrationMax'>): void {
  const connection = openDatabase({ ...options, migrationMax: Number.MAX_SAFE_INTEGER });
  try {
    connection.pragma('wal_checkpoint(TRUNCATE)');
  } finally {
    connection.close();
  }
  assertOneFile(options.file);
}

/** @throws Problem `folder-in-use` */
export function assertOneFile(file: string): void {
  const log = statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0;
  if (log > 0) throw new Problem('folder-in-use', `${file}-wal`);
}
