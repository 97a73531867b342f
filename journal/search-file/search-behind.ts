import { Problem } from '../../protocol/problem.js';
import { journalLimits } from '../limits.js';
import { Names } from '../names.js';
import { CursorSeal } from '../search/cursor-seal.js';
import type { SearchContext } from '../search/search-context.js';
import { searchFileSql, searchReaderSql } from '../sql/search-file.js';
import type { Connection } from '../sqlite/connection.js';
import { keyValue } from '../sqlite/key.js';
import { openReader } from '../sqlite/open-reader.js';
import type { IndexRunner } from './index-thread.js';
import type { IndexRound } from './search-builder.js';
import { openSearchFile, type SearchFilePlace } from './search-file.js';

/**
 * The hub's search index as the journal uses it: whoever builds the file, and a connection of its own to read it with,
 * so that a damaged index never touches the connection that writes.
 */
export class SearchBehind {
  readonly #place: SearchFilePlace;
  readonly #runner: IndexRunner;
  readonly #journal: Connection;
  readonly #now: () => number;
  #isPrepared = false;
  #reader: SearchContext | undefined;
  #damaged = false;
  #isStopped = false;
  /** The round that was asked for last, however it ended. */
  #last: Promise<unknown> = Promise.resolve();

  /** @param journal to compare the file with, which is made anew when it is not this journal's (rule J6) */
  constructor(place: SearchFilePlace, runner: IndexRunner, journal: Connection, now: () => number) {
    this.#place = place;
    this.#runner = runner;
    this.#journal = journal;
    this.#now = now;
  }

  /** One after the other: the loop behind the commit asks for rounds, and conditional requests do. */
  round(changesMax: number): Promise<IndexRound> {
    const round = this.#last.then(() => this.#round(changesMax));
    this.#last = round.catch(() => {});
    return round;
  }

  async #round(changesMax: number): Promise<IndexRound> {
    if (this.#isStopped) throw new Problem('internal', 'the index was stopped');
    this.#prepare();
    const anew = this.#damaged;
    const round = await this.#runner.round(changesMax, this.#now(), anew);
    if (anew) this.#damaged = false;
    if (round.madeAnew) this.#closeReader();
    return round;
  }

  /** The last version that the index knows; 0 for a new one. @throws Problem `index-rebuilding` */
  cursor(): number {
    return this.read(({ connection }) => connection.one(searchFileSql.state)?.cursor ?? 0);
  }

  /**
   * Searches; an index that turns out to be damaged is made anew at the next round.
   * @throws Problem `index-rebuilding`
   */
  read<T>(search: (context: SearchContext) => T): T {
    try {
      this.#reader ??= this.#openReader();
      return search(this.#reader);
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== 'database-corrupt') throw error;
      this.#damaged = true;
      this.#closeReader();
      throw new Problem('index-rebuilding', '', [], { cause: error });
    }
  }

  /** No round follows; resolves when the one under way is over. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#runner.stop();
  }

  /** For a journal that is closed; who has to know when the last round is over waits for {@link stop} before. */
  close(): void {
    this.#isStopped = true;
    void this.#runner.stop();
    this.#closeReader();
  }

  /** Before the first use by anybody, so that who reads and who builds see the same file. */
  #prepare(): void {
    if (this.#isPrepared) return;
    openSearchFile(this.#place, this.#journal).connection.close();
    this.#isPrepared = true;
  }

  #openReader(): SearchContext {
    this.#prepare();
    const { journal, file, key, cipher } = this.#place;
    const connection = openReader(journal, cipher, key);
    connection.run(searchReaderSql.attach, file, keyValue(key));
    connection.pragma(`search.cache_size=${-journalLimits.pageCacheBytesMax / 1024}`);
    return { connection, names: new Names(connection), now: this.#now, cursorSeal: new CursorSeal(key), behind: true };
  }

  #closeReader(): void {
    this.#reader?.connection.close();
    this.#reader = undefined;
  }
}
