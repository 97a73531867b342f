import { sql } from '../sqlite/named-sql.js';

export const retentionSql = {
  days: sql<{ days: number }>('SELECT days FROM retention WHERE kind = ?'),
  setDays: sql(
    'INSERT INTO retention (kind, days) VALUES (?, ?) ON CONFLICT (kind) DO UPDATE SET days = excluded.days',
  ),
  /** Each: what is older than a moment, so many rows at most. */
  signIns: sql(`DELETE FROM sign_in WHERE id IN
    (SELECT id FROM sign_in INDEXED BY sign_in_by_time WHERE milliseconds < ? ORDER BY milliseconds LIMIT ?)`),
  habits: sql(`DELETE FROM sign_in_habit WHERE (user, kind, value) IN
    (SELECT user, kind, value FROM sign_in_habit INDEXED BY sign_in_habit_by_time
      WHERE last_milliseconds < ? ORDER BY last_milliseconds LIMIT ?)`),
  /** What was told: what nobody said anything of stays (rule N24), and so does what was denied until it is noted (rule N25). */
  accountChanges: sql(`DELETE FROM account_change WHERE id IN
    (SELECT id FROM account_change INDEXED BY account_change_told WHERE answer IS NOT NULL AND milliseconds < ?
      AND (answer <> 'not-mine' OR reviewed_by IS NOT NULL) ORDER BY milliseconds LIMIT ?)`),
  /** What was applied since, and its author knows it. */
  mendedChanges: sql(`DELETE FROM dead_letter WHERE (stream, seq) IN
    (SELECT stream, seq FROM dead_letter INDEXED BY dead_letter_mended
      WHERE mended = 1 AND confirmed = 1 AND received_milliseconds < ? ORDER BY received_milliseconds LIMIT ?)`),
  /** Patients in the order of their ids, and when anything in their record was last written; null: nothing of it is left. */
  lastWritten: sql<{ patient: string; lastMilliseconds: number | null }>(`SELECT p.fhir_id AS patient,
    (SELECT max(r.updated_milliseconds) FROM resource r WHERE r.compartment = p.id AND r.deleted = 0) AS lastMilliseconds
    FROM patient p WHERE p.fhir_id > ? ORDER BY p.fhir_id LIMIT ?`),
};
