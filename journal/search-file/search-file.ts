import { rmSync } from 'node:fs';
import { Problem, type ProblemCode } from '../../protocol/problem.js';
import { searchFileTables, searchFileVersion } from '../schema/search-file.js';
import { searchFileSql, searchSourceSql } from '../sql/search-file.js';
import type { Connection } from '../sqlite/connection.js';
import type { Cipher } from '../sqlite/key.js';
import { openDatabase } from '../sqlite/open-database.js';
import { transaction } from '../sqlite/transaction.js';

/** Where the hub's search file is; same key and cipher as the journal that it is built from. */
export interface SearchFilePlace {
  readonly journal: string;
  readonly file: string;
  /** 64 hexadecimal digits. */
  readonly key: string;
  readonly cipher: Cipher;
}

/** What says that a file is of no use; it holds nothing that the journal does not, so it is made anew. */
const useless: ReadonlySet<ProblemCode> = new Set(['database-corrupt', 'database-key-wrong', 'database-version']);

/**
 * Opens the search file for writing. One that is missing, damaged, of another format or of another journal is made
 * anew, empty: its builder fills it again from the journal (rule J6).
 * @param journal any connection to the journal, to compare with
 */
export function openSearchFile(
  place: SearchFilePlace,
  journal: Connection,
): { readonly connection: Connection; readonly isNew: boolean } {
  const kept = openKept(place, journal);
  if (kept !== undefined) return { connection: kept, isNew: false };
  removeSearchFile(place.file);
  const connection = open(place);
  transaction(connection, () => connection.execute(searchFileTables));
  return { connection, isNew: true };
}

/** What SQLite keeps beside it included. */
export function removeSearchFile(file: string): void {
  for (const end of ['', '-wal', '-shm']) rmSync(`${file}${end}`, { force: true });
}

function openKept(place: SearchFilePlace, journal: Connection): Connection | undefined {
  let connection: Connection | undefined;
  try {
    connection = open(place);
    if (isOf(connection, journal)) return connection;
  } catch (error) {
    if (!(error instanceof Problem) || !(useless.has(error.code) || error.code === 'internal')) throw error;
  }
  connection?.close();
  return undefined;
}

function open({ file, key, cipher }: SearchFilePlace): Connection {
  return openDatabase({ file, key, cipher, migrationMax: 0, durable: false });
}

/** Whether the file was built by this program from this journal, and is not ahead of it, as after a restore. */
function isOf(connection: Connection, journal: Connection): boolean {
  const state = connection.one(searchFileSql.state);
  if (state === undefined || state.format !== searchFileVersion) return false;
  if (state.cursor === 0) return true;
  const own = journal.one(searchSourceSql.changeAt, state.cursor)?.changeId;
  return own !== undefined && Buffer.compare(own, state.changeId) === 0;
}
