import { sql } from '../sqlite/named-sql.js';

interface TallyRow {
  readonly day: number;
  readonly word: string;
  readonly type: string;
  readonly outcome: string;
  readonly count: number;
}

export const auditTallySql = {
  /** How often what was done on which day, of the entries after one up to another, from a moment on. */
  slice: sql<TallyRow>(`SELECT (u.milliseconds + ?) / ? AS day,
    substr(u.action, 1, instr(u.action || ' ', ' ') - 1) AS word,
    substr(u.subject, 1, instr(u.subject || '/', '/') - 1) AS type, u.outcome, count(*) AS count
    FROM audit u WHERE u.id > ? AND u.id <= ? AND u.milliseconds >= ? GROUP BY 1, 2, 3, 4`),
  timeAt: sql<{ milliseconds: number }>('SELECT milliseconds FROM audit WHERE id = ?'),
};
