import { countSql } from './sql/counts.js';
import type { Connection } from './sqlite/connection.js';

/** Numbers for status pages; nothing of a patient. */
export interface JournalCounts {
  /** Resources ever written here, deleted ones included. */
  readonly resources: number;
  readonly versions: number;
  /** Resources with versions that did not know of each other (rule M3). */
  readonly concurrent: number;
  readonly databaseBytes: number;
}

/** Keys are dense, because nothing is ever removed: the last key is the count. */
export function readCounts(connection: Connection): JournalCounts {
  return {
    resources: connection.one(countSql.resources)?.count ?? 0,
    versions: connection.one(countSql.versions)?.count ?? 0,
    concurrent: connection.one(countSql.concurrent)?.count ?? 0,
    databaseBytes: Number(connection.pragma('page_count')) * Number(connection.pragma('page_size')),
  };
}
