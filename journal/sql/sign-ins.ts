import { sql } from '../sqlite/named-sql.js';

export interface SignInRow {
  readonly id: number;
  readonly user: string;
  readonly credential: string;
  readonly milliseconds: number;
  readonly address: string;
  readonly reasons: string;
  readonly accounts: number;
  readonly answer: string | null;
  readonly reviewedBy: string | null;
}

export interface HabitRow {
  readonly kind: string;
  readonly value: string;
  readonly days: number;
  readonly doubtfulDays: number;
  readonly lastMilliseconds: number;
}

const columns = 'id, user, credential, milliseconds, address, reasons, accounts, answer, reviewed_by AS reviewedBy';

export const signInSql = {
  habitsOf:
    sql<HabitRow>(`SELECT kind, value, days, doubtful_days AS doubtfulDays, last_milliseconds AS lastMilliseconds
    FROM sign_in_habit WHERE user = ?`),
  forgetHabits: sql('DELETE FROM sign_in_habit WHERE user = ?'),
  keepHabit: sql(`INSERT INTO sign_in_habit (user, kind, value, days, doubtful_days, last_milliseconds)
    VALUES (?, ?, ?, ?, ?, ?)`),
  usersOfPlace: sql<{ user: string }>(`SELECT user FROM sign_in_habit
    WHERE kind = 'place' AND value = ? AND days > 0 AND user <> ? LIMIT 1`),
  lately: sql<SignInRow>(`SELECT ${columns} FROM sign_in WHERE user = ? AND credential <> '' ORDER BY id DESC LIMIT ?`),
  add: sql(
    `INSERT INTO sign_in (user, credential, milliseconds, address, reasons, accounts) VALUES (?, ?, ?, ?, ?, ?)`,
  ),
  /** The usual ones of a person but for the last so many. */
  forgetUsual: sql(`DELETE FROM sign_in WHERE user = ? AND reasons = '' AND id <= coalesce((SELECT id FROM sign_in
    WHERE user = ? AND reasons = '' ORDER BY id DESC LIMIT 1 OFFSET ?), 0)`),
  /** The unusual ones of everybody but for the last so many. */
  forgetUnusual: sql(`DELETE FROM sign_in WHERE reasons <> '' AND id <= coalesce((SELECT id FROM sign_in
    INDEXED BY sign_in_unusual WHERE reasons <> '' AND id > 0 ORDER BY id DESC LIMIT 1 OFFSET ?), 0)`),
  unusual: sql<SignInRow>(`SELECT ${columns} FROM sign_in INDEXED BY sign_in_unusual
    WHERE reasons <> '' AND id > 0 ORDER BY id DESC LIMIT ?`),
  unanswered: sql<SignInRow>(`SELECT ${columns} FROM sign_in
    WHERE user = ? AND credential <> '' AND reasons <> '' AND answer IS NULL ORDER BY id DESC LIMIT ?`),
  find: sql<SignInRow>(`SELECT ${columns} FROM sign_in WHERE id = ?`),
  between: sql<SignInRow>(`SELECT ${columns} FROM sign_in INDEXED BY sign_in_by_time
    WHERE milliseconds >= ? AND milliseconds < ? ORDER BY milliseconds LIMIT ?`),
  ofCredential: sql<SignInRow>(`SELECT ${columns} FROM sign_in WHERE credential = ?`),
  answer: sql('UPDATE sign_in SET answer = ? WHERE id = ? AND answer IS NULL'),
  review: sql('UPDATE sign_in SET reviewed_by = ?, reviewed_milliseconds = ? WHERE id = ? AND reviewed_by IS NULL'),
};
