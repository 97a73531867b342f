import type { CommitEntry, ResourceKey, StoredVersion } from '../../journal/record-store.js';
import type { KeptRecords, KeptVersion } from './kept-records.js';

/** What is among two kinds of records at once. */
export class BothRecords implements KeptRecords {
  readonly #one: KeptRecords;
  readonly #other: KeptRecords;

  constructor(one: KeptRecords, other: KeptRecords) {
    this.#one = one;
    this.#other = other;
  }

  async holds(version: KeptVersion): Promise<boolean> {
    return (await this.#one.holds(version)) && (await this.#other.holds(version));
  }

  holdsFound(version: KeptVersion): boolean {
    return this.#one.holdsFound(version) && this.#other.holdsFound(version);
  }

  async read(key: ResourceKey): Promise<StoredVersion | undefined> {
    return (await this.#one.read(key)) && (await this.#other.read(key));
  }

  async requireContent(entry: CommitEntry, beside: readonly CommitEntry[]): Promise<void> {
    await this.#one.requireContent(entry, beside);
    await this.#other.requireContent(entry, beside);
  }

  async aimed(entry: CommitEntry): Promise<CommitEntry> {
    return this.#other.aimed(await this.#one.aimed(entry));
  }
}
