import { sql } from '../sqlite/named-sql.js';

export interface RemoteRequestRow {
  readonly id: string;
  readonly author: string;
  readonly role: string;
  readonly purpose: string;
  readonly ask: string;
  readonly state: 'waiting' | 'answered' | 'refused';
  readonly answer: string | null;
  readonly askedMilliseconds: number;
}

export interface RemoteCopyRow {
  readonly asOfMilliseconds: number;
  readonly hubEpoch: number;
  readonly summarySeq: number;
  readonly completeSeq: number | null;
}

const columns = 'id, author, role, purpose, ask, state, answer, asked_milliseconds AS askedMilliseconds';

export const remoteSql = {
  add: sql(`INSERT INTO remote_request (id, author, role, purpose, ask, state, asked_milliseconds)
    VALUES (?, ?, ?, ?, ?, 'waiting', ?)`),
  find: sql<RemoteRequestRow>(`SELECT ${columns} FROM remote_request WHERE id = ?`),
  waiting: sql<RemoteRequestRow>(`SELECT ${columns} FROM remote_request
    WHERE state = 'waiting' AND asked_milliseconds > ? ORDER BY asked_milliseconds`),
  countWaiting: sql<{ count: number; own: number }>(`SELECT count(*) AS count, total(author = ?) AS own
    FROM remote_request WHERE state = 'waiting' AND asked_milliseconds > ?`),
  ofAuthor: sql<RemoteRequestRow>(`SELECT ${columns} FROM remote_request
    WHERE author = ? AND asked_milliseconds > ? ORDER BY asked_milliseconds DESC, id DESC LIMIT ?`),
  settle: sql('UPDATE remote_request SET state = ?, answer = ? WHERE id = ?'),
  expire: sql('DELETE FROM remote_request WHERE asked_milliseconds <= ?'),
  setCopy: sql(`INSERT INTO remote_copy (patient, as_of_milliseconds, hub_epoch, summary_seq, complete_seq, request)
    VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (patient) DO UPDATE SET as_of_milliseconds = excluded.as_of_milliseconds,
    hub_epoch = excluded.hub_epoch, summary_seq = excluded.summary_seq, complete_seq = excluded.complete_seq,
    request = excluded.request`),
  removeCopy: sql('DELETE FROM remote_copy WHERE patient = ?'),
  copy: sql<RemoteCopyRow>(`SELECT as_of_milliseconds AS asOfMilliseconds, hub_epoch AS hubEpoch,
    summary_seq AS summarySeq, complete_seq AS completeSeq FROM remote_copy WHERE patient = ?`),
  /** The questions whose copy is not whole. */
  unfinished: sql<RemoteRequestRow>(`SELECT q.id, q.author, q.role, q.purpose, q.ask, q.state, q.answer,
    q.asked_milliseconds AS askedMilliseconds FROM remote_copy c CROSS JOIN remote_request q ON q.id = c.request
    WHERE c.complete_seq IS NULL`),
  /** Whether anything of a compartment is here. */
  member: sql<{ resource: number }>('SELECT id AS resource FROM resource WHERE compartment = ? LIMIT 1'),
  /** Whether this site wrote anything in a compartment. */
  written: sql<{ key: number }>(`SELECT v.id AS key FROM resource r CROSS JOIN version v ON v.resource = r.id
    WHERE r.compartment = ? AND v.origin = ? LIMIT 1`),
};
