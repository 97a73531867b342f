import { Problem } from '../protocol/problem.js';
import type { JournalContext } from './context.js';
import { mergeHeads } from './merge/merge-heads.js';
import type { MergedHeads, MergeStore } from './merge-store.js';
import type { VersionWriter } from './version-writer.js';

/** {@link MergeStore} over one SQLite database. */
export class SqliteMergeStore implements MergeStore {
  readonly #context: JournalContext;
  readonly #writer: VersionWriter;
  /** Where the next look goes on, so that resources which wait do not stand before the others. */
  #after = 0;

  constructor(context: JournalContext, writer: VersionWriter) {
    this.#context = context;
    this.#writer = writer;
  }

  async mergeHeads(resourcesMax: number): Promise<MergedHeads> {
    if (this.#context.role !== 'hub') throw new Problem('usage-wrong', 'only the hub merges');
    const { last, ...result } = mergeHeads(this.#context, this.#writer, this.#after, resourcesMax);
    this.#after = last;
    return result;
  }
}
