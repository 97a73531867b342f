import { closeSync, fsyncSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { Problem } from '../../protocol/problem.js';
import type { Connection } from './connection.js';

/**
 * Makes certain that the database and its write-ahead log stand in their folder, before anything is acknowledged (rule W6).
 * SQLite syncs the folder with the first commit, but takes no notice when that fails: a power cut could then take the log
 * away with all that is in it.
 * @throws Problem `disk-failed`
 */
export function settleNames(connection: Connection, file: string): void {
  // The log is made when the database is first read.
  connection.pragma('schema_version');
  const folder = openSync(dirname(file), 'r');
  try {
    fsyncSync(folder);
  } catch (cause) {
    throw new Problem('disk-failed', '', [], { cause });
  } finally {
    closeSync(folder);
  }
}
