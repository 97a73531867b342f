import { journalLimits } from '../limits.js';
import { sql } from '../sqlite/named-sql.js';
import type { SearchContext } from './search-context.js';
import { selectProbe } from './select.js';
import { isStart, type Source, type View } from './source.js';
import type { Criteria } from './sources.js';

/** What the order of a search says about where it may start. */
export interface Wish {
  /** Matches come in the order of time. */
  readonly inTimeOrder: boolean;
  /** Any order will do, until a page said which. */
  readonly anyOrder: boolean;
}

/** Where a search starts. */
export interface Start {
  /** None when going through the type's resources costs less. */
  readonly driver: Source | undefined;
  /** Whether it may meet more rows than were counted. */
  readonly isBroad: boolean;
}

/** The most selective source, counted rather than guessed. */
export function chooseStart(context: SearchContext, criteria: Criteria, wish: Wish): Start {
  const rowsMax = journalLimits.searchProbeRowsMax;
  const [best] = criteria.sources
    .filter(isStart)
    .map((source) => ({ source, rows: rowsOf(context, source, criteria.view, rowsMax) }))
    .sort((left, right) => left.rows - right.rows);
  if (best === undefined) return { driver: undefined, isBroad: true };
  if (best.rows < rowsMax) return { driver: best.source, isBroad: false };
  // Broad in the order of time: going along the time index meets a page of matches soon. So does going along the type when it
  // is the one criterion, where its rows would all have to be sorted.
  const isWalked = wish.inTimeOrder || (wish.anyOrder && criteria.sources.length === 1);
  return { driver: isWalked ? undefined : best.source, isBroad: true };
}

/** Rows that a source starts from, up to a bound; a chain is as broad as its end, which is looked at first. */
function rowsOf(context: SearchContext, source: Source, view: View, rowsMax: number): number {
  if (source.kind === 'chain' || source.kind === 'has') {
    const ends = source.kind === 'has' ? [source.source] : source.through.map((target) => target.source);
    if (ends.some((end) => rowsOf(context, end, view, rowsMax) >= rowsMax)) return rowsMax;
  }
  const { text, values } = selectProbe(source, rowsMax, view);
  return context.connection.one(sql<{ count: number }>(text), ...values)?.count ?? 0;
}
