import { sql } from '../sqlite/named-sql.js';
import { insertSql } from '../sqlite/row-batch.js';

/** A version as the index behind the commit sees it; `body` only where it is the current one and no deletion. */
export type ToIndexRow = readonly [key: number, resource: number, type: number, isCurrent: number, body: string | null];

/** What the builder of the search file reads in the journal. */
export const searchSourceSql = {
  received:
    sql<ToIndexRow>(`SELECT v.id, v.resource, r.type, r.version = v.id, iif(r.version = v.id, CAST(v.body AS TEXT), NULL)
    FROM version v CROSS JOIN resource r ON r.id = v.resource WHERE v.id > ? ORDER BY v.id LIMIT ?`),
  changeAt: sql<{ changeId: Uint8Array }>('SELECT change_id AS changeId FROM version WHERE id = ?'),
};

/** Brings the file beside the journal that a connection reads. */
export const searchReaderSql = { attach: sql('ATTACH DATABASE ? AS search KEY ?') };

/** The version of each resource that is in the file. */
export const indexedSql = insertSql('INSERT INTO search_indexed', ['resource', 'version']);

/** What it keeps in the file, beside the rows of `searchRowSql`. */
export const searchFileSql = {
  state: sql<{ format: number; cursor: number; changeId: Uint8Array }>(
    'SELECT format, cursor, change_id AS changeId FROM search_state WHERE id = 1',
  ),
  moveCursor: sql('UPDATE search_state SET cursor = ?, change_id = ? WHERE id = 1'),
  /** The last resource that is in the index; those that came here later are not. */
  newestIndexed: sql<{ resource: number | null }>('SELECT max(resource) AS resource FROM search_indexed'),
  removeIndexed: sql('DELETE FROM search_indexed WHERE resource = ?'),
};
