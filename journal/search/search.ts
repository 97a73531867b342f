import { limits } from '../../protocol/limits.js';
import { journalLimits } from '../limits.js';
import { formatPageCursor, parsePageCursor } from '../page-cursor.js';
import type { SearchPage, SearchQuery } from '../record-store.js';
import { versionSql } from '../sql/versions.js';
import type { SqlValue } from '../sqlite/connection.js';
import { sql } from '../sqlite/named-sql.js';
import { storedVersionOf } from '../stored-version.js';
import { readIncluded } from './include.js';
import type { SearchContext } from './search-context.js';
import { type Order, orderOf, type Selection, selectPage, selectProbe, selectTotal } from './select.js';
import type { Predicate, Source } from './source.js';
import { type Criteria, criteriaOf } from './sources.js';

interface Hit {
  readonly id: number;
  readonly sort: string | number;
}

/**
 * Runs a search: it starts from the clause with the fewest rows, filters by the others, and reads only the versions of
 * the page. Deleted resources are not in the index.
 */
export function search(context: SearchContext, query: SearchQuery): SearchPage {
  const selection = selectionOf(context, query);
  if (selection === undefined) return { versions: [], included: [], ...(query.total && { total: 0 }) };
  const count = Math.max(1, Math.min(query.count, limits.pageResourcesMax));
  const hits = run<Hit>(context, selectPage(selection, pageAfter(selection.order, query.cursor), count + 1));
  const page = hits.slice(0, count);
  const rows = page.flatMap(({ id }) => {
    const row = context.connection.one(versionSql.readByResource, id);
    return row === undefined || row.body === null ? [] : [{ row, body: row.body }];
  });
  const matches = rows.map(({ row, body }) => ({ type: row.type, id: row.id, body }));
  const last = page.at(-1);
  return {
    versions: rows.map(({ row }) => storedVersionOf(row)),
    included: query.includes.length === 0 ? [] : readIncluded(context, query.includes, matches),
    ...(hits.length > count && last !== undefined && { next: cursorOf(selection.order, last) }),
    ...(query.total && { total: run<{ count: number }>(context, selectTotal(selection))[0]?.count ?? 0 }),
  };
}

/** How a query is run; `undefined` when nothing of its type was ever here. */
export function selectionOf(context: SearchContext, query: SearchQuery): Selection | undefined {
  const criteria = criteriaOf(context, query);
  if (criteria === undefined) return undefined;
  const driver = chooseDriver(context, criteria, query.sort?.kind === 'lastUpdated');
  const sortParameter = query.sort && context.names.findParameter(criteria.type, query.sort.parameter);
  return { criteria, driver, order: orderOf(query.sort, sortParameter ?? 0, driver === undefined) };
}

/** The most selective clause, counted rather than guessed; none when ids are named or every clause is broad. */
function chooseDriver(context: SearchContext, criteria: Criteria, inTimeOrder: boolean): Source | undefined {
  if (criteria.byId) return undefined;
  const rowsMax = journalLimits.searchProbeRowsMax;
  const candidates = criteria.sources
    .filter((source) => !source.negated)
    .map((source) => ({ source, rows: run<{ count: number }>(context, selectProbe(source, rowsMax))[0]?.count ?? 0 }))
    .sort((left, right) => left.rows - right.rows);
  const best = candidates[0];
  // Broad clauses in the order of time: going along the time index meets a page of matches soon.
  return best === undefined || (inTimeOrder && best.rows >= rowsMax) ? undefined : best.source;
}

function run<Row>(context: SearchContext, { text, values }: Predicate): Row[] {
  return context.connection.all(sql<Row>(text), ...values);
}

/** A cursor is only good for the order that it was made in. */
function kindOf(order: Order): string {
  return `${order.by}${order.descending ? '-' : '+'}`;
}

function cursorOf(order: Order, last: Hit): string {
  return formatPageCursor(kindOf(order), [last.sort, last.id]);
}

function pageAfter(order: Order, cursor: string | undefined): readonly [SqlValue, number] | undefined {
  if (cursor === undefined) return undefined;
  const sort = order.by === 'id' || order.by === 'string' ? 'string' : 'number';
  const [value, key] = parsePageCursor(kindOf(order), cursor, [sort, 'number']);
  return [value ?? null, Number(key)];
}
