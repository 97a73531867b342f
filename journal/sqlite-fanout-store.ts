import type { ResourceId, SiteCode } from '../protocol/ids.js';
import { Problem } from '../protocol/problem.js';
import type { JournalContext } from './context.js';
import { fanOut, interestedIn } from './fan-out/fan-out.js';
import { feedVersions } from './fan-out/feed-versions.js';
import { indexBehind } from './fan-out/index-behind.js';
import type { FannedOut, FanoutStore, FeedVersions } from './sync-store.js';

/** {@link FanoutStore} over one SQLite database. */
export class SqliteFanoutStore implements FanoutStore {
  readonly #context: JournalContext;

  constructor(context: JournalContext) {
    this.#context = context;
  }

  async fanOut(partition: number, changesMax: number): Promise<FannedOut> {
    return fanOut(this.#atHub(), partition, changesMax);
  }

  async feedVersions(command: FeedVersions): Promise<number> {
    return feedVersions(this.#atHub(), command);
  }

  async index(changesMax: number): Promise<{ readonly more: boolean; readonly lagMilliseconds: number }> {
    return indexBehind(this.#context, changesMax);
  }

  async interestedIn(patient: ResourceId): Promise<readonly SiteCode[]> {
    return interestedIn(this.#context, patient);
  }

  #atHub(): JournalContext {
    if (this.#context.role !== 'hub') throw new Problem('usage-wrong', 'only the hub fans out');
    return this.#context;
  }
}
