import { limits } from '../../protocol/limits.js';
import type { SearchPage, SearchQuery } from '../record-store.js';
import { versionSql } from '../sql/versions.js';
import { sql } from '../sqlite/named-sql.js';
import { storedVersionOf } from '../stored-version.js';
import type { Place } from './cursor-seal.js';
import { Hiding } from './hidden.js';
import { readIncluded } from './include.js';
import { type OrderKey, orderOf } from './order.js';
import { checkPlace, openCursor, type PageEnd, sealCursor } from './place.js';
import { rowsReadBy } from './rows-read.js';
import type { SearchContext } from './search-context.js';
import { type Selection, selectPage, selectTotal } from './select.js';
import type { Predicate } from './source.js';
import { criteriaOf } from './sources.js';
import { chooseStart } from './start.js';
import { withTextsFound } from './texts.js';
import { walkPage } from './walk.js';

/** A match: its key, and what it is sorted by as `s0`, `s1` … */
interface Hit {
  readonly id: number;
  readonly [sort: `s${number}`]: string | number;
}

/**
 * Runs a search: it starts from the criterion with the fewest rows, filters by the others, and reads only the versions of
 * the page. Deleted resources are not in the index.
 * @throws Problem `parameter-malformed` for a cursor of another search or person, and for texts of codes among too many
 */
export function search(context: SearchContext, query: SearchQuery): SearchPage {
  const before = openCursor(context.cursorSeal, query);
  const plan = planOf(context, withTextsFound(context, query), before);
  if (plan === undefined) {
    return { versions: [], included: [], includedInPart: false, ...(query.total && { total: 0 }) };
  }
  const { selection, isBroad } = plan;
  const count = Math.max(1, Math.min(query.count, limits.pageResourcesMax));
  const after = before && checkPlace(selection.order, before.after);
  const walked = isBroad ? walkPage<Hit>(context, selection, after, count + 1) : undefined;
  const hits = walked ?? run<Hit>(context, selectPage(selection, after, count + 1));
  const page = hits.slice(0, count);
  const hiding = new Hiding(query);
  const rows = page.flatMap(({ id }) => {
    const row = context.connection.one(versionSql.readByResource, id);
    if (row === undefined || row.body === null) return [];
    // A site may send what no FHIR is, as two subjects of one result.
    return query.ofCared !== undefined && hiding.isOutside(context, row) ? [] : [{ ...row, body: row.body }];
  });
  const last = page.at(-1);
  const end = last && sealCursor(context.cursorSeal, query, selection.order, placeOf(selection.order, last));
  return {
    versions: rows.map(storedVersionOf),
    ...readIncluded(context, query, rows),
    ...(end !== undefined && { end, ...(hits.length > count && { next: end }) }),
    ...(query.total && { total: run<{ count: number }>(context, selectTotal(selection))[0]?.count ?? 0 }),
  };
}

function placeOf(order: readonly OrderKey[], hit: Hit): Place {
  return [...order.map((_, index) => hit[`s${index}`] ?? ''), hit.id];
}

/** How a query is run, and whether it may meet very many rows; `undefined` when nothing of its type was ever here. */
function planOf(
  context: SearchContext,
  query: SearchQuery,
  before: PageEnd | undefined,
): { readonly selection: Selection; readonly isBroad: boolean } | undefined {
  const criteria = criteriaOf(context, query);
  if (criteria === undefined) return undefined;
  const { type } = criteria;
  const { sort } = query;
  const anyOrder = sort === undefined && before?.unsorted !== 'key';
  const { driver, isBroad } = chooseStart(context, criteria, {
    inTimeOrder: sort?.[0]?.kind === 'lastUpdated',
    anyOrder,
  });
  // Without a wish, the order that costs nothing.
  const unsorted = before?.unsorted ?? (driver === undefined ? 'id' : 'key');
  const order: readonly OrderKey[] =
    sort === undefined
      ? [{ by: unsorted, descending: false }]
      : orderOf(sort, (key) => rowsReadBy(context, query.type, type, key));
  return { selection: { criteria, driver, order }, isBroad };
}

function run<Row>(context: SearchContext, { text, values }: Predicate): Row[] {
  return context.connection.all(sql<Row>(text), ...values);
}
