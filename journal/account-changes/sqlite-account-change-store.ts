import {
  type AccountAnswer,
  type AccountChange,
  isAccountAnswer,
  isAccountChangeKind,
} from '../../record/accounts/account-change.js';
import type { JournalContext } from '../context.js';
import { journalLimits } from '../limits.js';
import { type AccountChangeRow, accountChangeSql } from '../sql/account-changes.js';
import { transaction } from '../sqlite/transaction.js';
import type { AccountChangeStore, KeptChange } from './account-change-store.js';
import { addChange } from './add-change.js';

/** {@link AccountChangeStore} over one SQLite database. */
export class SqliteAccountChangeStore implements AccountChangeStore {
  readonly #context: Pick<JournalContext, 'connection'>;

  constructor(context: Pick<JournalContext, 'connection'>) {
    this.#context = context;
  }

  async list(user: string): Promise<readonly KeptChange[]> {
    return this.#context.connection
      .all(accountChangeSql.list, user, journalLimits.accountChangesShownMax)
      .flatMap(changeOf);
  }

  async find(id: number): Promise<KeptChange | undefined> {
    const row = this.#context.connection.one(accountChangeSql.find, id);
    return row && changeOf(row)[0];
  }

  async seeAll(user: string, id: number, session: string): Promise<void> {
    this.#context.connection.run(accountChangeSql.seeAll, user, id, session);
  }

  async answer(id: number, answer: AccountAnswer): Promise<void> {
    this.#context.connection.run(accountChangeSql.answer, answer, id);
  }

  async carry(user: string, from: string, to: string): Promise<void> {
    this.#context.connection.run(accountChangeSql.carry, to, user, from);
  }

  async denied(): Promise<readonly KeptChange[]> {
    return this.#context.connection
      .all(accountChangeSql.denied, journalLimits.accountChangesShownMax)
      .flatMap(changeOf);
  }

  async review(id: number, by: string, atMilliseconds: number): Promise<boolean> {
    return this.#context.connection.run(accountChangeSql.review, by, Math.floor(atMilliseconds), id).changes > 0;
  }

  async keepLicences(user: string, licences: string, change: AccountChange): Promise<void> {
    const { connection } = this.#context;
    transaction(connection, () => {
      const before = connection.one(accountChangeSql.findLicences, user)?.licences;
      if (before === licences) return;
      connection.run(accountChangeSql.keepLicences, user, licences);
      // What they had when they were first asked about is no change.
      if (before !== undefined) addChange(connection, user, change);
    });
  }
}

/** Nothing of a kind that a later program wrote. */
function changeOf({ kind, answer, reviewedBy, ...row }: AccountChangeRow): readonly KeptChange[] {
  if (!isAccountChangeKind(kind)) return [];
  const said = isAccountAnswer(answer) ? answer : undefined;
  return [{ ...row, kind, answer: said, reviewedBy: reviewedBy ?? undefined }];
}
