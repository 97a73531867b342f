import type { ResourceId } from '../../protocol/ids.js';
import type { CommitEntry, SearchPage, SearchQuery } from '../record-store.js';

/** Two are enough to know that a condition is not met by one. */
export const foundMax = 2;

/** How conditions are looked up inside the transaction that writes (rule F41). */
export interface ConditionSearch {
  /** Before the transaction; what has to be there already. */
  prepare(): void;
  /**
   * Within it, before anything is written.
   * @throws Problem `index-behind`: searches do not see all that was committed (rule J25)
   */
  requireExact(): void;
  /**
   * What meets a query, two ids at most.
   * @param written the entries that the transaction has written
   * @throws Problem `index-rebuilding`, `method-unsupported`
   */
  find(query: SearchQuery, written: readonly CommitEntry[]): readonly ResourceId[];
  /**
   * A page of what is committed, when all of that is seen.
   * @throws Problem `index-behind`, `index-rebuilding`
   */
  page(query: SearchQuery): SearchPage;
}

/** A query without all that only shapes its answer. */
export function bareQuery(query: SearchQuery, count: number): SearchQuery {
  const { cursor: _, sort: __, ...criteria } = query;
  return { ...criteria, count, total: false, includes: [] };
}
