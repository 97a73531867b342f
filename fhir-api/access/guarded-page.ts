import type { StoredVersion } from '../../journal/record-store.js';

/** A page with how many items of the patient stand there that who asks may not see. */
export type GuardedPage<Page> = Page & { readonly restricted: number };

/** How many items are counted by type. */
export function sumOf(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((sum, count) => sum + count, 0);
}

/** What several searches found together. */
export interface AnyFound {
  readonly versions: readonly StoredVersion[];
  /** False when one of them had more than a page. */
  readonly isWhole: boolean;
  /** As of a search (rule J21). */
  readonly incomplete: boolean;
}
