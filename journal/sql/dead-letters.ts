import { sql } from '../sqlite/named-sql.js';

/** A change that could not be applied. */
export interface DeadLetterRow {
  readonly stream: number;
  readonly seq: number;
  readonly code: string;
  readonly receivedMilliseconds: number;
  /** The change as a batch of its own. */
  readonly batch: Uint8Array;
}

export const deadLetterSql = {
  add: sql(`INSERT INTO dead_letter (stream, seq, code, received_milliseconds, batch, change_id)
    VALUES (?, ?, ?, ?, ?, ?)`),
  any: sql<{ seq: number }>('SELECT seq FROM dead_letter WHERE mended = 0 AND stream > 0 LIMIT 1'),
  openByChange: sql<{ seq: number }>('SELECT seq FROM dead_letter WHERE change_id = ? AND mended = 0 LIMIT 1'),
  /** Open ones in the order of their logs, after one of them. */
  open: sql<DeadLetterRow>(`SELECT stream, seq, code, received_milliseconds AS receivedMilliseconds, batch
    FROM dead_letter WHERE mended = 0 AND (stream, seq) > (?, ?) ORDER BY stream, seq LIMIT ?`),
  counts: sql<{ code: string; count: number }>(
    'SELECT code, count(*) AS count FROM dead_letter WHERE mended = 0 AND stream > 0 GROUP BY code ORDER BY code',
  ),
  untold: sql<{ seq: number; code: string; mended: number }>(
    'SELECT seq, code, mended FROM dead_letter WHERE stream = ? AND confirmed = 0 ORDER BY seq LIMIT ?',
  ),
  confirm: sql('UPDATE dead_letter SET confirmed = 1 WHERE stream = ? AND seq = ? AND mended = ?'),
  setCode: sql('UPDATE dead_letter SET code = ?, confirmed = 0 WHERE stream = ? AND seq = ?'),
  mend: sql('UPDATE dead_letter SET mended = 1, confirmed = 0 WHERE stream = ? AND seq = ?'),
  setEntry: sql('UPDATE entry SET version = ? WHERE stream = ? AND seq = ?'),
  addRefused: sql(`INSERT INTO refused (stream, seq, code, milliseconds) VALUES (?, ?, ?, ?)
    ON CONFLICT (stream, seq) DO UPDATE SET code = excluded.code`),
  /** The place of a version in a site's own log is the one that was refused, if one was. */
  placeRefused: sql(`UPDATE version SET stream = ?, seq = ?
    WHERE id = (SELECT version FROM entry WHERE stream = ? AND seq = ?)`),
  removeRefused: sql('DELETE FROM refused WHERE stream = ? AND seq = ?'),
  refused: sql<{ code: string; milliseconds: number }>(
    'SELECT code, milliseconds FROM refused WHERE stream = ? AND seq = ?',
  ),
  countRefused: sql<{ count: number }>('SELECT count(*) AS count FROM refused WHERE stream = ?'),
  replayedBy: sql<{ software: string }>('SELECT software FROM replayed WHERE id = 1'),
  setReplayedBy: sql(
    'INSERT INTO replayed (id, software) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET software = excluded.software',
  ),
};
