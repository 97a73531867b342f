import type { SiteCode } from '../../protocol/ids.js';
import { Problem } from '../../protocol/problem.js';
import type { JournalContext } from '../context.js';
import { keyShareSql } from '../sql/key-shares.js';
import { transaction } from '../sqlite/transaction.js';
import type { KeyShare, KeyShareStore } from './key-share-store.js';

/** {@link KeyShareStore} over one SQLite database. */
export class SqliteKeyShareStore implements KeyShareStore {
  readonly #context: JournalContext;

  constructor(context: JournalContext) {
    this.#context = context;
  }

  async make({ site, slot, share }: KeyShare, atMilliseconds: number, countMax: number): Promise<Uint8Array> {
    const { connection } = this.#context;
    return transaction(connection, () => {
      const kept = connection.one(keyShareSql.find, site, slot);
      if (kept !== undefined) return kept.share;
      const count = connection.one(keyShareSql.count, site)?.count ?? 0;
      if (count >= countMax) throw new Problem('forbidden', `at most ${countMax} key shares of a site`);
      connection.run(keyShareSql.add, site, slot, share, Math.floor(atMilliseconds));
      return share;
    });
  }

  async find(site: SiteCode, slot: string): Promise<Uint8Array | undefined> {
    return this.#context.connection.one(keyShareSql.find, site, slot)?.share;
  }

  async forget(site: SiteCode): Promise<number> {
    return this.#context.connection.run(keyShareSql.removeAll, site).changes;
  }
}
