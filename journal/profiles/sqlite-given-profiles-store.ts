import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { JournalContext } from '../context.js';
import { givenProfilesSql } from '../sql/given-profiles.js';
import type { GivenProfilesStore } from './given-profiles-store.js';

/** {@link GivenProfilesStore} over one SQLite database. */
export class SqliteGivenProfilesStore implements GivenProfilesStore {
  readonly #context: JournalContext;

  constructor(context: JournalContext) {
    this.#context = context;
  }

  async read(): Promise<string | undefined> {
    const kept = this.#context.connection.one(givenProfilesSql.read);
    return kept && inflateRawSync(kept.content).toString('utf8');
  }

  async keep(text: string): Promise<void> {
    this.#context.connection.run(givenProfilesSql.keep, deflateRawSync(text));
  }
}
