import type { FactsStore } from '../../journal/facts/facts-store.js';
import type { NodeFacts } from '../../protocol/control/node-facts.js';
import type { BoxFacts } from '../../protocol/facts/box-facts.js';
import type { SiteCode } from '../../protocol/ids.js';

export interface FactsDeskOptions {
  readonly facts: FactsStore;
  readonly now: () => number;
  /** What ops sees changed. */
  readonly onFleetChanged: () => void;
  /** More of a site's feed may flow than before. */
  readonly onFed: (site: SiteCode) => void;
  readonly onError: (error: unknown) => void;
}

/** What sites say of their boxes (rule L49), the newest of each; it is in memory because feeds ask before each batch. */
export class FactsDesk {
  readonly #options: FactsDeskOptions;
  readonly #newest = new Map<SiteCode, BoxFacts>();

  constructor(options: FactsDeskOptions) {
    this.#options = options;
  }

  /** What was kept counts until a site says something else. */
  async start(): Promise<void> {
    for (const { site, facts } of await this.#options.facts.all()) this.#newest.set(site, facts);
  }

  /** A site says it in a session. */
  async hear(site: SiteCode, { facts }: NodeFacts): Promise<void> {
    const { facts: store, now, onFleetChanged, onFed } = this.#options;
    const wasHeld = this.isBulkHeld(site);
    this.#newest.set(site, facts);
    if (wasHeld && !facts.bulkHeld) onFed(site);
    await store.note({ site, facts, atMilliseconds: now() });
    onFleetChanged();
  }

  of(site: SiteCode): BoxFacts | undefined {
    return this.#newest.get(site);
  }

  /** Whether the site wants no bulk (rule L48), by its last word. */
  isBulkHeld(site: SiteCode): boolean {
    return this.#newest.get(site)?.bulkHeld === true;
  }
}
