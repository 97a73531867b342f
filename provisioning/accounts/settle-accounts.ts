import type { Logger } from '../../config/running/logger.js';
import type { AuditAction } from '../../journal/audit/audit-words.js';
import type { RecordStore } from '../../journal/record-store.js';
import { commandLineAuthor } from '../../record/accounts/program-author.js';
import { AccountLedger, type AccountStores, type SettledAccounts } from './account-ledger.js';

/** Shuts out again, before anybody is served, whom a database of an earlier day lets in (rule B16); it stands in the audit. */
export async function settleAccounts(
  dir: string,
  journal: AccountStores & { readonly records: Pick<RecordStore, 'audit'> },
  now: () => number,
): Promise<SettledAccounts> {
  const settled = await new AccountLedger(dir).settle(journal, now());
  const note = (action: AuditAction) => (account: { readonly author: string }) =>
    ({ author: commandLineAuthor, action, subject: account.author, outcome: 'done' }) as const;
  const entries = [
    ...settled.users.map(note('user-disable')),
    ...settled.tokens.map(note('token-revoke')),
    ...settled.lowered.map(note('user-role')),
  ];
  if (entries.length > 0) await journal.records.audit(entries);
  return settled;
}

/** The same as a program starts; its log says how many, and no names. */
export async function settleAccountsAtStart(
  dir: string,
  journal: Parameters<typeof settleAccounts>[1],
  now: () => number,
  logger: Logger,
): Promise<void> {
  const { users, tokens, lowered, unwritten } = await settleAccounts(dir, journal, now);
  if (users.length + tokens.length + lowered.length > 0) {
    const shutOut = { users: users.length, tokens: tokens.length, lowered: lowered.length };
    logger.warn(shutOut, 'the database let in who was shut out since; they are shut out again');
  }
  if (unwritten !== undefined) logger.error({ err: unwritten }, 'accounts.json could not be written');
}
