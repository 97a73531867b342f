import { sql } from '../sqlite/named-sql.js';

export interface AccountChangeRow {
  readonly id: number;
  readonly user: string;
  readonly kind: string;
  readonly milliseconds: number;
  readonly author: string;
  readonly address: string;
  readonly session: string;
  readonly answer: string | null;
  readonly reviewedBy: string | null;
}

const columns = 'id, user, kind, milliseconds, author, address, session, answer, reviewed_by AS reviewedBy';

export const accountChangeSql = {
  add: sql(`INSERT INTO account_change (user, kind, milliseconds, author, address, session)
    SELECT name, ?, ?, ?, ?, ? FROM user WHERE name = ?`),
  /** Those of a person of which they said something but for the last so many: what was not told is never forgotten. */
  forget: sql(`DELETE FROM account_change WHERE user = ? AND answer IS NOT NULL AND id <= coalesce((SELECT id
    FROM account_change WHERE user = ? AND answer IS NOT NULL ORDER BY id DESC LIMIT 1 OFFSET ?), 0)`),
  removeOf: sql('DELETE FROM account_change WHERE user = ?'),
  list: sql<AccountChangeRow>(`SELECT ${columns} FROM account_change WHERE user = ? ORDER BY id DESC LIMIT ?`),
  find: sql<AccountChangeRow>(`SELECT ${columns} FROM account_change WHERE id = ?`),
  answer: sql(`UPDATE account_change SET answer = ? WHERE id = ?`),
  /** Up to one, but for those of one session. */
  seeAll: sql(`UPDATE account_change SET answer = 'seen'
    WHERE user = ? AND id <= ? AND answer IS NULL AND (session = '' OR session <> ?)`),
  carry: sql('UPDATE account_change SET session = ? WHERE user = ? AND session = ?'),
  denied: sql<AccountChangeRow>(`SELECT ${columns} FROM account_change INDEXED BY account_change_denied
    WHERE answer = 'not-mine' AND id > 0 ORDER BY id DESC LIMIT ?`),
  review: sql(`UPDATE account_change SET reviewed_by = ?, reviewed_milliseconds = ?
    WHERE id = ? AND answer = 'not-mine' AND reviewed_by IS NULL`),
  findLicences: sql<{ licences: string }>('SELECT licences FROM told_licence WHERE user = ?'),
  keepLicences: sql('INSERT OR REPLACE INTO told_licence (user, licences) VALUES (?, ?)'),
};
