import type { BoxFacts } from '../../protocol/facts/box-facts.js';
import type { SiteCode } from '../../protocol/ids.js';

/** What sites said of their boxes, the newest of each. At the hub. */
export interface FactsStore {
  note(heard: HeardFacts): Promise<void>;
  all(): Promise<readonly HeardFacts[]>;
}

export interface HeardFacts {
  readonly site: SiteCode;
  readonly facts: BoxFacts;
  /** By the hub's clock. */
  readonly atMilliseconds: number;
}
