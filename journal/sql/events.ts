import { sql } from '../sqlite/named-sql.js';

export interface EventRow {
  readonly id: number;
  readonly milliseconds: number;
  readonly site: string;
  readonly kind: string;
  readonly detail: string;
}

const columns = 'id, milliseconds, site, kind, detail';

export const eventSql = {
  add: sql('INSERT INTO event (milliseconds, site, kind, detail) VALUES (?, ?, ?, ?)'),
  /** Keeps the latest of a site: those before the one at an offset from the end go. */
  prune: sql(`DELETE FROM event WHERE site = ? AND id <=
    (SELECT id FROM event WHERE site = ? ORDER BY id DESC LIMIT 1 OFFSET ?)`),
  latest: sql<EventRow>(`SELECT ${columns} FROM event WHERE id > 0 ORDER BY id DESC LIMIT ?`),
  newestId: sql<{ id: number }>('SELECT coalesce(max(id), 0) AS id FROM event WHERE id > 0'),
  after: sql<EventRow>(`SELECT ${columns} FROM event WHERE id > ? ORDER BY id LIMIT ?`),
  latestOf: sql<EventRow>(`SELECT ${columns} FROM event WHERE site = ? ORDER BY id DESC LIMIT ?`),
};
