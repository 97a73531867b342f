import { sql } from '../sqlite/named-sql.js';

export interface BrokenGlassRow {
  readonly id: number;
  readonly author: string;
  readonly displayName: string;
  readonly patient: string;
  readonly reason: string;
  readonly beganMilliseconds: number;
  readonly untilMilliseconds: number;
  readonly auditCount: number;
  readonly verdict: string | null;
  readonly reviewedBy: string | null;
  readonly reviewedMilliseconds: number | null;
}

const columns = `id, author, display_name AS displayName, patient, reason, began_milliseconds AS beganMilliseconds,
  until_milliseconds AS untilMilliseconds, audit_count AS auditCount, verdict, reviewed_by AS reviewedBy,
  reviewed_milliseconds AS reviewedMilliseconds`;

export const brokenGlassSql = {
  add: sql(`INSERT INTO broken_glass (credential, author, display_name, patient, reason, began_milliseconds, until_milliseconds,
    audit_count) VALUES (?, ?, ?, ?, ?, ?, ?, (SELECT coalesce(max(id), 0) FROM audit))`),
  /** The one that is open for a credential; by a clock that went back none is. */
  open: sql<BrokenGlassRow>(`SELECT ${columns} FROM broken_glass
    WHERE credential = ? AND until_milliseconds > ? AND began_milliseconds <= ? ORDER BY id DESC LIMIT 1`),
  end: sql('UPDATE broken_glass SET until_milliseconds = ? WHERE credential = ? AND until_milliseconds > ?'),
  /** Who has it open for a patient now. */
  lookers: sql<{ author: string }>(`SELECT author FROM broken_glass
    WHERE patient = ? AND until_milliseconds > ? AND began_milliseconds <= ?`),
  waiting: sql<BrokenGlassRow>(`SELECT ${columns} FROM broken_glass INDEXED BY broken_glass_waiting
    WHERE verdict IS NULL AND id > 0 ORDER BY id LIMIT ?`),
  reviewed: sql<BrokenGlassRow>(`SELECT ${columns} FROM broken_glass
    WHERE id > 0 AND verdict IS NOT NULL ORDER BY id DESC LIMIT ?`),
  ofPatient: sql<BrokenGlassRow>(`SELECT ${columns} FROM broken_glass WHERE patient = ? ORDER BY id DESC LIMIT ?`),
  find: sql<BrokenGlassRow>(`SELECT ${columns} FROM broken_glass WHERE id = ?`),
  review: sql(`UPDATE broken_glass SET verdict = ?, reviewed_by = ?, reviewed_milliseconds = ?
    WHERE id = ? AND verdict IS NULL`),
  /** What the audit says that somebody did after an entry, the first ones. */
  acts: sql<{
    action: string;
    subject: string;
    patient: string | null;
  }>(`SELECT u.action, u.subject, p.fhir_id AS patient
    FROM audit u CROSS JOIN author a ON a.id = u.author
    LEFT JOIN type t ON t.name = substr(u.subject, 1, instr(u.subject, '/') - 1)
    LEFT JOIN resource r ON r.type = t.id AND r.fhir_id =
      substr(u.subject, instr(u.subject, '/') + 1, instr(substr(u.subject, instr(u.subject, '/') + 1) || '/', '/') - 1)
    LEFT JOIN patient p ON p.id = r.compartment
    WHERE u.id > ? AND u.id <= ? AND u.milliseconds <= ? AND a.name = ? AND u.outcome = 'done'`),
};
