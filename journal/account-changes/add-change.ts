import type { AccountChange } from '../../record/accounts/account-change.js';
import { journalLimits } from '../limits.js';
import { accountChangeSql } from '../sql/account-changes.js';
import type { Connection } from '../sqlite/connection.js';

/** Keeps a change of somebody's account, within the transaction that makes it (rule N24). Nobody's account is told nothing. */
export function addChange(connection: Connection, user: string, change: AccountChange | undefined): void {
  if (change === undefined) return;
  const { kind, milliseconds, author, address, session } = change;
  connection.run(accountChangeSql.add, kind, Math.floor(milliseconds), author, address, session, user);
  connection.run(accountChangeSql.forget, user, user, journalLimits.accountChangesKeptMax);
}
