import { noBackupFacts } from '../../protocol/facts/backup-facts.js';
import type { BoxFacts } from '../../protocol/facts/box-facts.js';
import type { SiteCode } from '../../protocol/ids.js';
import type { JournalContext } from '../context.js';
import { factsSql } from '../sql/facts.js';
import type { FactsStore, HeardFacts } from './facts-store.js';

/** {@link FactsStore} over one SQLite database. */
export class SqliteFactsStore implements FactsStore {
  readonly #context: JournalContext;

  constructor(context: JournalContext) {
    this.#context = context;
  }

  async note({ site, facts, atMilliseconds }: HeardFacts): Promise<void> {
    this.#context.connection.run(factsSql.set, site, JSON.stringify(facts), Math.floor(atMilliseconds));
  }

  async all(): Promise<readonly HeardFacts[]> {
    return this.#context.connection.all(factsSql.all).map(({ site, facts, heardMilliseconds }) => ({
      ...{ site: site as SiteCode, facts: readKept(facts), atMilliseconds: heardMilliseconds },
    }));
  }
}

/** Facts that were kept before boxes told of their links, a self-test, backups, their availability or their program have none of these. */
function readKept(text: string): BoxFacts {
  const none = { linkFaults: [], selfTest: null, backups: noBackupFacts, availability: [], program: null };
  return { ...none, ...(JSON.parse(text) as Omit<BoxFacts, keyof typeof none>) };
}
