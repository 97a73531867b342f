import { sql } from '../sqlite/named-sql.js';

export interface HeldRow {
  readonly key: number;
  readonly changeId: Uint8Array;
  readonly predecessors: Uint8Array;
  readonly type: string;
}

export interface SentStreamRow {
  readonly id: number;
  readonly epoch: number;
  readonly lane: number;
  readonly seq: number;
  readonly durableSeq: number;
}

const columns = 'v.id AS key, v.change_id AS changeId, v.predecessors, t.name AS type';
const joins = 'CROSS JOIN resource r ON r.id = v.resource CROSS JOIN type t ON t.id = r.type';

/** What the far end keeps aside (rule P1) is held by one end only, and both know it. */
export const digestSql = {
  held: sql<HeldRow>(`SELECT ${columns} FROM version v ${joins} WHERE v.id > ? AND v.id <= ?
    AND NOT EXISTS (SELECT 1 FROM refused f WHERE f.stream = v.stream AND f.seq = v.seq) ORDER BY v.id LIMIT ?`),
  sent: sql<HeldRow & { readonly seq: number }>(`SELECT e.seq, ${columns} FROM entry e
    CROSS JOIN version v ON v.id = e.version ${joins} WHERE e.stream = ? AND e.seq > ? AND e.seq <= ?
    AND NOT EXISTS (SELECT 1 FROM refused f WHERE f.stream = e.stream AND f.seq = e.seq) ORDER BY e.seq LIMIT ?`),
  streams: sql<SentStreamRow>(`SELECT id, epoch, lane, seq, durable_seq AS durableSeq
    FROM stream WHERE direction = ? AND site = ? ORDER BY epoch, lane`),
  interest: sql<{ patient: number }>(
    'SELECT patient FROM subscription WHERE site = ? AND patient > ? ORDER BY patient LIMIT ?',
  ),
  currentOf: sql<{ resource: number; key: number; changeId: Uint8Array }>(`SELECT r.id AS resource, v.id AS key,
    v.change_id AS changeId FROM resource r CROSS JOIN version v ON v.id = r.version
    WHERE r.compartment = ? AND r.id > ? ORDER BY r.id LIMIT ?`),
  proof: sql<{ milliseconds: number | null; cursors: string | null; mismatchMilliseconds: number | null }>(
    'SELECT milliseconds, cursors, mismatch_milliseconds AS mismatchMilliseconds FROM proof WHERE site = ?',
  ),
  noteProof: sql(`INSERT INTO proof (site, milliseconds, cursors, mismatch_milliseconds) VALUES (?, ?, ?, NULL)
    ON CONFLICT (site) DO UPDATE SET milliseconds = excluded.milliseconds, cursors = excluded.cursors,
    mismatch_milliseconds = NULL`),
  noteMismatch: sql(`INSERT INTO proof (site, mismatch_milliseconds) VALUES (?, ?)
    ON CONFLICT (site) DO UPDATE SET mismatch_milliseconds = excluded.mismatch_milliseconds`),
};
