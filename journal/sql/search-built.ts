import { sql } from '../sqlite/named-sql.js';

/** How far the search rows of a site are made by this program. */
export interface SearchBuiltRow {
  readonly format: number;
  /** The key of a version. */
  readonly cursor: number;
  /** The key of the newest parameter that had rows of an earlier format. */
  readonly parameterMax: number;
}

/** A version whose resource may need other rows; `body` is what the resource shows, where this version makes it up. */
export interface ToBuildRow {
  readonly key: number;
  readonly resource: number;
  readonly type: number;
  readonly isShown: number;
  readonly body: string | null;
}

export const searchBuiltSql = {
  read: sql<SearchBuiltRow>('SELECT format, cursor, parameter_max AS parameterMax FROM search_built WHERE id = 1'),
  begin: sql('UPDATE search_built SET format = ?, cursor = 0, parameter_max = ? WHERE id = 1'),
  moveCursor: sql('UPDATE search_built SET cursor = ? WHERE id = 1'),
  newestParameter: sql<{ id: number }>('SELECT id FROM parameter ORDER BY id DESC LIMIT 1'),
  /** In the order in which versions came; of a resource with several heads each of them shows. */
  toBuild: sql<ToBuildRow>(`SELECT v.id AS key, v.resource, r.type, (r.version = v.id OR r.concurrent = 1) AS isShown,
    CASE WHEN r.version <> v.id AND r.concurrent = 0 OR r.deleted = 1 THEN NULL
      ELSE CAST(CASE WHEN r.heads IS NULL THEN v.body ELSE r.shown END AS TEXT) END AS body
    FROM version v CROSS JOIN resource r ON r.id = v.resource WHERE v.id > ? AND v.id <= ? ORDER BY v.id LIMIT ?`),
};
