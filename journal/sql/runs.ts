import { sql } from '../sqlite/named-sql.js';
import { type VersionRow, versionColumns } from './versions.js';

/** A version at its place in a log. */
export interface EntryRow extends VersionRow {
  readonly seq: number;
  readonly chain: Uint8Array;
  readonly groupEnd: number;
}

export const runSql = {
  /** The changes of one lane after a sequence number, in order. */
  after: sql<EntryRow>(`SELECT e.seq, e.chain, e.group_end AS groupEnd, ${versionColumns}
    FROM entry e CROSS JOIN version v ON v.id = e.version CROSS JOIN resource r ON r.id = v.resource
    JOIN type t ON t.id = r.type JOIN author a ON a.id = v.author
    WHERE e.stream = ? AND e.seq > ? ORDER BY e.seq LIMIT ?`),
};
