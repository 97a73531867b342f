import { sql } from '../sqlite/named-sql.js';

export interface ApprovalRow {
  readonly user: string;
  readonly role: string;
  readonly isNew: number;
  readonly madeBy: string;
  readonly madeMilliseconds: number;
  readonly refusedBy: string | null;
}

const columns = `user, role, is_new AS isNew, made_by AS madeBy, made_milliseconds AS madeMilliseconds,
  refused_by AS refusedBy`;

export const approvalSql = {
  find: sql<ApprovalRow>(`SELECT ${columns} FROM account_approval WHERE user = ?`),
  list: sql<ApprovalRow>(`SELECT ${columns} FROM account_approval WHERE user > '' ORDER BY user`),
  /** Asked again, what was refused waits again. */
  put: sql(`INSERT OR REPLACE INTO account_approval (user, role, is_new, made_by, made_milliseconds)
    VALUES (?, ?, ?, ?, ?)`),
  refuse: sql(
    `UPDATE account_approval SET refused_by = ?, refused_milliseconds = ? WHERE user = ? AND refused_by IS NULL`,
  ),
  remove: sql('DELETE FROM account_approval WHERE user = ?'),
};
