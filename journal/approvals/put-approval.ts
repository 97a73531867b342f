import { approvalSql } from '../sql/approvals.js';
import type { Connection } from '../sqlite/connection.js';
import type { Approval } from './approval-store.js';

/** What is asked of a second person, within the transaction that gives it. */
export function putApproval(connection: Connection, approval: Omit<Approval, 'refusedBy'>): void {
  const { user, role, isNew, madeBy, madeMilliseconds } = approval;
  connection.run(approvalSql.put, user, role, isNew ? 1 : 0, madeBy, Math.floor(madeMilliseconds));
}
