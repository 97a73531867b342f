import { sql } from '../sqlite/named-sql.js';

export interface CarriedFeedRow {
  readonly stream: number;
  readonly site: string;
  readonly lane: number;
  readonly position: number;
}

export const carriedFeedSql = {
  /** The feeds of an epoch that their sites have not acknowledged to the end. */
  add: sql(`INSERT OR IGNORE INTO carried_feed (stream, position) SELECT s.id, s.durable_seq
    FROM site CROSS JOIN stream s ON s.direction = 'dn' AND s.site = site.code AND s.epoch = ?
    WHERE site.code > '' AND s.seq > s.durable_seq`),
  /** A feed is carried over from an earlier place. */
  rewind: sql(`INSERT INTO carried_feed (stream, position) VALUES (?, ?)
    ON CONFLICT (stream) DO UPDATE SET position = min(position, excluded.position)`),
  next: sql<CarriedFeedRow>(`SELECT c.stream, s.site, s.lane, c.position
    FROM carried_feed c CROSS JOIN stream s ON s.id = c.stream WHERE c.stream > ? ORDER BY c.stream LIMIT 1`),
  rows: sql<{ seq: number; version: number; groupEnd: number }>(`SELECT seq, version, group_end AS groupEnd
    FROM entry WHERE stream = ? AND seq > ? AND version IS NOT NULL ORDER BY seq LIMIT ?`),
  move: sql('UPDATE carried_feed SET position = ? WHERE stream = ?'),
  remove: sql('DELETE FROM carried_feed WHERE stream = ?'),
  removeOfSite: sql(`DELETE FROM carried_feed WHERE stream IN
    (SELECT id FROM stream WHERE direction = 'dn' AND site = ?)`),
};
