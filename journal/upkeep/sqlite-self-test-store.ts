import type { SelfTest, SelfTestResult } from '../../protocol/facts/self-test.js';
import type { JournalContext } from '../context.js';
import { selfTestSql } from '../sql/self-tests.js';
import { transaction } from '../sqlite/transaction.js';
import type { SelfTestStore } from './self-test-store.js';

/** About three years of weeks. */
const keptMax = 160;

/** {@link SelfTestStore} over one SQLite database. */
export class SqliteSelfTestStore implements SelfTestStore {
  readonly #context: JournalContext;

  constructor(context: JournalContext) {
    this.#context = context;
  }

  async add({ atMilliseconds, results }: SelfTest): Promise<void> {
    const { connection } = this.#context;
    transaction(connection, () => {
      connection.run(selfTestSql.add, Math.floor(atMilliseconds), JSON.stringify(results));
      connection.run(selfTestSql.prune, keptMax);
    });
  }

  async latest(count: number): Promise<readonly SelfTest[]> {
    return this.#context.connection.all(selfTestSql.latest, count).map(({ milliseconds, results }) => ({
      ...{ atMilliseconds: milliseconds, results: JSON.parse(results) as readonly SelfTestResult[] },
    }));
  }
}
