import { Problem } from '../../protocol/problem.js';
import type { AccountChange } from '../../record/accounts/account-change.js';
import { addChange } from '../account-changes/add-change.js';
import type { JournalContext } from '../context.js';
import { peopleSql } from '../sql/people.js';
import { pinSql } from '../sql/pins.js';
import { transaction } from '../sqlite/transaction.js';
import type { Pin, PinStore } from './pin-store.js';

/** {@link PinStore} over one SQLite database. */
export class SqlitePinStore implements PinStore {
  readonly #context: JournalContext;

  constructor(context: JournalContext) {
    this.#context = context;
  }

  async find(user: string): Promise<Pin | undefined> {
    return this.#context.connection.one(pinSql.find, user);
  }

  async list(): Promise<readonly Pin[]> {
    return this.#context.connection.all(pinSql.list);
  }

  async put({ user, hash, chosenMilliseconds }: Omit<Pin, 'misses'>, told?: AccountChange): Promise<void> {
    const { connection } = this.#context;
    transaction(connection, () => {
      if (connection.one(peopleSql.findUser, user) === undefined) throw new Problem('not-found', 'user');
      connection.run(pinSql.put, user, hash, Math.floor(chosenMilliseconds));
      addChange(connection, user, told);
    });
  }

  async remove(user: string, told?: AccountChange): Promise<void> {
    const { connection } = this.#context;
    transaction(connection, () => {
      // Who has none does without already.
      if (connection.run(pinSql.remove, user).changes > 0) addChange(connection, user, told);
    });
  }

  async beginAttempt(user: string, session: string, missesMax: number): Promise<Pin | undefined> {
    const { connection } = this.#context;
    return transaction(connection, () => {
      const pin = connection.one(pinSql.find, user);
      if (pin === undefined || pin.misses >= missesMax) return undefined;
      if (connection.run(pinSql.countSessionMiss, session, missesMax).changes === 0) return undefined;
      connection.run(pinSql.countMiss, user, missesMax);
      return { ...pin, misses: pin.misses + 1 };
    });
  }

  async forgive(user: string, session: string): Promise<void> {
    const { connection } = this.#context;
    transaction(connection, () => {
      connection.run(pinSql.forgive, user);
      connection.run(pinSql.forgiveSession, session);
    });
  }
}
