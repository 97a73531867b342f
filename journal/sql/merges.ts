import { sql } from '../sqlite/named-sql.js';

/** A resource with several heads. */
export interface SplitRow {
  readonly resource: number;
  readonly type: string;
  readonly id: string;
}

export const mergeSql = {
  /** Resources with several heads after a key; the index holds no others. */
  split: sql<SplitRow>(`SELECT r.id AS resource, t.name AS type, r.fhir_id AS id
    FROM resource r INDEXED BY resource_split CROSS JOIN type t ON t.id = r.type
    WHERE r.concurrent = 1 AND r.id > ? ORDER BY r.id LIMIT ?`),
  received: sql<{ milliseconds: number }>('SELECT received_milliseconds AS milliseconds FROM version WHERE id = ?'),
  question: sql<{ task: string }>('SELECT task FROM question WHERE resource = ?'),
  setQuestion: sql(`INSERT INTO question (resource, task) VALUES (?, ?)
    ON CONFLICT (resource) DO UPDATE SET task = excluded.task`),
};
