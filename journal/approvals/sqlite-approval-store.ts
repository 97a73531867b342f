import { Problem } from '../../protocol/problem.js';
import type { AccountChange } from '../../record/accounts/account-change.js';
import type { Role } from '../../record/role.js';
import { addChange } from '../account-changes/add-change.js';
import type { JournalContext } from '../context.js';
import { accountChangeSql } from '../sql/account-changes.js';
import { type ApprovalRow, approvalSql } from '../sql/approvals.js';
import { peopleSql } from '../sql/people.js';
import { transaction } from '../sqlite/transaction.js';
import type { Approval, ApprovalStore } from './approval-store.js';
import { putApproval } from './put-approval.js';

/** {@link ApprovalStore} over one SQLite database. */
export class SqliteApprovalStore implements ApprovalStore {
  readonly #context: Pick<JournalContext, 'connection'>;

  constructor(context: Pick<JournalContext, 'connection'>) {
    this.#context = context;
  }

  async find(user: string): Promise<Approval | undefined> {
    const row = this.#context.connection.one(approvalSql.find, user);
    return row && approvalOf(row);
  }

  async list(): Promise<readonly Approval[]> {
    return this.#context.connection.all(approvalSql.list).map(approvalOf);
  }

  async ask(approval: Omit<Approval, 'refusedBy'>): Promise<void> {
    const { connection } = this.#context;
    transaction(connection, () => {
      if (connection.one(peopleSql.findUser, approval.user) === undefined) throw new Problem('not-found', 'user');
      putApproval(connection, approval);
    });
  }

  async approve(user: string, told: AccountChange): Promise<boolean> {
    const { connection } = this.#context;
    return transaction(connection, () => {
      const asked = connection.one(approvalSql.find, user);
      const before = connection.one(peopleSql.findUser, user);
      if (asked === undefined || asked.refusedBy !== null || before === undefined) return false;
      connection.run(peopleSql.setRole, asked.role, asked.isNew === 1 ? 0 : before.disabled, user);
      if (before.role !== asked.role) connection.run(peopleSql.removeCredentialsOf, user);
      connection.run(approvalSql.remove, user);
      addChange(connection, user, told);
      return true;
    });
  }

  async refuse(user: string, by: string, atMilliseconds: number): Promise<boolean> {
    return this.#context.connection.run(approvalSql.refuse, by, Math.floor(atMilliseconds), user).changes > 0;
  }

  async withdraw(user: string): Promise<void> {
    this.#context.connection.run(approvalSql.remove, user);
  }

  async removeRefused(user: string): Promise<boolean> {
    const { connection } = this.#context;
    return transaction(connection, () => {
      const asked = connection.one(approvalSql.find, user);
      if (asked === undefined || asked.isNew === 0 || asked.refusedBy === null) return false;
      connection.run(approvalSql.remove, user);
      connection.run(accountChangeSql.removeOf, user);
      // Nobody ever signed in by it: nothing else names it.
      connection.run(peopleSql.removeUser, user);
      return true;
    });
  }
}

function approvalOf({ role, isNew, refusedBy, ...row }: ApprovalRow): Approval {
  return { ...row, role: role as Role, isNew: isNew === 1, refusedBy: refusedBy ?? undefined };
}
