import { sql } from '../sqlite/named-sql.js';
import { insertSql } from '../sqlite/row-batch.js';

/** One lane of one log. */
export interface StreamRow {
  readonly id: number;
  readonly lane: number;
  readonly seq: number;
  readonly chain: Uint8Array;
  readonly durableSeq: number;
  readonly safeSeq: number;
  readonly creditBytes: number | null;
  readonly receiptMilliseconds: number | null;
  readonly headSeq: number;
  readonly waitingSinceMilliseconds: number;
}

/** The places of changes in logs. */
export const entrySql = insertSql('INSERT INTO entry', ['stream', 'seq', 'version', 'chain', 'group_end']);
const columns = `id, lane, seq, chain, durable_seq AS durableSeq, safe_seq AS safeSeq, credit_bytes AS creditBytes,
  receipt_milliseconds AS receiptMilliseconds, head_seq AS headSeq,
  waiting_since_milliseconds AS waitingSinceMilliseconds`;

export const streamSql = {
  find: sql<StreamRow>(`SELECT ${columns} FROM stream WHERE direction = ? AND site = ? AND epoch = ? AND lane = ?`),
  ofLog: sql<StreamRow>(`SELECT ${columns} FROM stream WHERE direction = ? AND site = ? AND epoch = ? ORDER BY lane`),
  add: sql('INSERT INTO stream (direction, site, epoch, lane, seq, chain) VALUES (?, ?, ?, ?, 0, ?)'),
  move: sql('UPDATE stream SET seq = ?, chain = ? WHERE id = ?'),
  acknowledge: sql(`UPDATE stream SET durable_seq = max(durable_seq, ?), safe_seq = max(safe_seq, ?), credit_bytes = ?,
    receipt_milliseconds = max(coalesce(receipt_milliseconds, 0), ?) WHERE id = ?`),
  noteHead: sql('UPDATE stream SET head_seq = ? WHERE id = ?'),
  noteReport: sql('UPDATE stream SET head_seq = ?, waiting_since_milliseconds = ? WHERE id = ?'),
  endGroup: sql('UPDATE entry SET group_end = 1 WHERE stream = ? AND seq = ?'),
  chainAt: sql<{ chain: Uint8Array }>('SELECT chain FROM entry WHERE stream = ? AND seq = ?'),
  receivedAt: sql<{ milliseconds: number }>(`SELECT v.received_milliseconds AS milliseconds
    FROM entry e JOIN version v ON v.id = e.version WHERE e.stream = ? AND e.seq = ?`),
  addReceipt: sql('INSERT OR IGNORE INTO receipt (stream, durable_seq, milliseconds) VALUES (?, ?, ?)'),
  /** The first receipt that covered a sequence number. */
  receiptFor: sql<{ milliseconds: number }>(`SELECT milliseconds FROM receipt
    WHERE stream = ? AND durable_seq >= ? ORDER BY durable_seq LIMIT 1`),
  addQuarantine: sql(`INSERT OR IGNORE INTO quarantine
    (stream, from_seq, to_seq, chain_after, received_milliseconds, batch) VALUES (?, ?, ?, ?, ?, ?)`),
  countQuarantined: sql<{ count: number }>('SELECT count(*) AS count FROM quarantine WHERE stream = ?'),
  quarantined: sql<{ site: string; batches: number; lastMilliseconds: number }>(`SELECT s.site AS site,
    count(*) AS batches, max(q.received_milliseconds) AS lastMilliseconds
    FROM quarantine q JOIN stream s ON s.id = q.stream GROUP BY s.site ORDER BY s.site`),
};
