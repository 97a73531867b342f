import type { ResourceId, SiteCode } from '../protocol/ids.js';
import type { JournalContext } from './context.js';
import type { FanoutStore } from './sync-store.js';

export class SqliteFanoutStore implements FanoutStore {
  readonly #context: JournalContext;

  constructor(context: JournalContext) {
    this.#context = context;
  }
  async fanOut(): Promise<{ readonly sites: readonly SiteCode[]; readonly more: boolean }> {
    return { sites: [], more: false };
  }
  async index(): Promise<{ readonly more: boolean; readonly lagMilliseconds: number }> {
    return { more: false, lagMilliseconds: 0 };
  }
  async interestedIn(_patient: ResourceId): Promise<readonly SiteCode[]> {
    void this.#context;
    return [];
  }
}
