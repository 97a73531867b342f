import { type OwnCardKey, publicHalfOf } from '../../record/card-keys/card-key.js';
import { cardKeyType } from '../../record/card-keys/card-key-resource.js';
import type { CardKeyVersion } from '../../record/card-keys/card-key-set.js';
import type { JournalContext } from '../context.js';
import { cardKeySql } from '../sql/card-keys.js';
import { transaction } from '../sqlite/transaction.js';
import type { CardKeyStore } from './card-key-store.js';

/** {@link CardKeyStore} over one SQLite database. */
export class SqliteCardKeyStore implements CardKeyStore {
  readonly #context: JournalContext;

  constructor(context: JournalContext) {
    this.#context = context;
  }

  async own(): Promise<readonly OwnCardKey[]> {
    const rows = this.#context.connection.all(cardKeySql.own);
    return rows.map((row) => ({ ...row, ...publicHalfOf(row.privateKeyPem) }));
  }

  async add({ kid, privateKeyPem, sinceMilliseconds, untilMilliseconds }: OwnCardKey): Promise<void> {
    const { connection } = this.#context;
    transaction(connection, () =>
      connection.run(cardKeySql.add, kid, privateKeyPem, sinceMilliseconds, untilMilliseconds),
    );
  }

  async told(): Promise<readonly CardKeyVersion[]> {
    const { connection, names } = this.#context;
    return connection
      .all(cardKeySql.versionsOfType, names.type(cardKeyType))
      .map(({ origin, author, body }) => ({ origin, author, body: body?.toString('utf8') ?? '' }));
  }
}
