import { journalLimits } from '../limits.js';
import { sql } from '../sqlite/named-sql.js';
import type { Place } from './cursor-seal.js';
import { hasNoValue } from './order.js';
import type { SearchContext } from './search-context.js';
import { type Selection, selectPage, selectProbe } from './select.js';
import { type Edge, selectEdge, stretchOf, walkedKey } from './stretch.js';

/**
 * A page of a broad search in the order of its index (rule J22): matches are looked for in a stretch of the index that begins
 * where the page begins, and in a longer one where it holds too few.
 * @param after where the page before ended
 * @param rows how many matches are wanted
 * @returns `undefined` where the index has another order, or to sort all matches costs less than a stretch in which enough lie
 */
export function walkPage<Hit>(
  context: SearchContext,
  selection: Selection,
  after: Place | undefined,
  rows: number,
): Hit[] | undefined {
  const { connection } = context;
  const { criteria, order } = selection;
  const key = walkedKey(order);
  const from = after?.[0];
  if (key === undefined || (from !== undefined && hasNoValue(key, from))) return undefined;
  for (let size: number = journalLimits.searchStretchRowsMin; size <= journalLimits.searchStretchRowsMax; ) {
    const edge = selectEdge(key, from, size);
    const [to] = connection.all(sql<{ value: Edge }>(edge.text), ...edge.values);
    const { source, holds } = stretchOf(key, from, to?.value);
    const within = { order, driver: source, criteria: { ...criteria, sources: [...criteria.sources, source] } };
    const page = selectPage(within, after, rows, holds);
    const hits = connection.all(sql<Hit>(page.text), ...page.values);
    if (hits.length >= rows) return hits;
    // What has no value comes behind the end.
    if (to === undefined || hits.length === 0) return undefined;
    size = Math.max(2 * size, Math.ceil((size * rows * thinner) / hits.length));
    if (hasFewer(context, selection, size)) return undefined;
  }
  return undefined;
}

/** Matches may lie thinner further on. */
const thinner = 1.25;

/** Whether the search meets fewer rows, where it starts else, than a stretch has. */
function hasFewer({ connection }: SearchContext, { driver, criteria }: Selection, rows: number): boolean {
  if (driver === undefined) return false;
  const { text, values } = selectProbe(driver, rows, criteria.view);
  return (connection.one(sql<{ count: number }>(text), ...values)?.count ?? 0) < rows;
}
