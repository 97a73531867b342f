import type { SearchQuery } from '../record-store.js';
import type { SqlValue } from '../sqlite/connection.js';
import { driverOf, filterOf, type Predicate, type Source } from './source.js';
import type { Criteria } from './sources.js';

/** What orders the matches; every order ends with the resource's key, so that it is total. */
export type Order =
  | { readonly by: 'key' | 'id' | 'updated'; readonly descending: boolean }
  | { readonly by: 'string' | 'date'; readonly parameter: number; readonly descending: boolean };

/** A search ready to run: where it starts, what it filters, in which order. */
export interface Selection {
  readonly criteria: Criteria;
  /** The clause that the search starts from; `undefined` starts from the type's resources. */
  readonly driver: Source | undefined;
  readonly order: Order;
}

/** The order that a query asks for; without a wish, the one that costs nothing. */
export function orderOf(sort: SearchQuery['sort'], parameter: number, fromType: boolean): Order {
  if (sort === undefined) return { by: fromType ? 'id' : 'key', descending: false };
  const { kind, descending } = sort;
  if (kind === 'lastUpdated') return { by: 'updated', descending };
  if (kind === 'string' || kind === 'date') return { by: kind, parameter, descending };
  return { by: 'id', descending };
}

/** One page of keys (`id`) with what they are sorted by (`sort`), after the last pair of the page before. */
export function selectPage(
  selection: Selection,
  after: readonly [SqlValue, number] | undefined,
  rows: number,
): Predicate {
  const { order } = selection;
  const base = matchesOf(selection);
  const sort = sortOf(selection);
  const [sign, way] = order.descending ? ['<', 'DESC'] : ['>', 'ASC'];
  if (selection.driver === undefined && order.by !== 'string' && order.by !== 'date') {
    // The sort is a column of the table that is read, so the condition can use its index.
    const where = after === undefined ? '' : `AND (${sort.text}, m.id) ${sign} (?, ?)`;
    return {
      text: `SELECT m.id AS id, ${sort.text} AS sort ${base.text} ${where}
        ORDER BY ${sort.text} ${way}, m.id ${way} LIMIT ?`,
      values: [...sort.values, ...base.values, ...(after ?? []), rows],
    };
  }
  const where = after === undefined ? '' : `WHERE (sort, id) ${sign} (?, ?)`;
  return {
    text: `SELECT id, sort FROM (SELECT DISTINCT m.id AS id, ${sort.text} AS sort ${base.text})
      ${where} ORDER BY sort ${way}, id ${way} LIMIT ?`,
    values: [...sort.values, ...base.values, ...(after ?? []), rows],
  };
}

/** How many resources match. */
export function selectTotal(selection: Selection): Predicate {
  const { text, values } = matchesOf(selection);
  return { text: `SELECT count(*) AS count FROM (SELECT DISTINCT m.id ${text})`, values };
}

/** How many rows a clause starts from, counted up to a bound. */
export function selectProbe(source: Source, rowsMax: number): Predicate {
  const driver = driverOf(source);
  return { text: `SELECT count(*) AS count FROM (${driver.text} LIMIT ${rowsMax})`, values: driver.values };
}

/** Whether the rows of the resource `m` are those of its current version, which is no deletion. */
const freshResource = 'EXISTS (SELECT 1 FROM search_indexed i WHERE i.resource = m.id AND i.version = m.version)';
/** The same where `m` is a row of the index. */
const freshRow = `EXISTS (SELECT 1 FROM search_indexed i JOIN resource r ON r.id = i.resource
  WHERE i.resource = m.id AND i.version = r.version)`;

/** FROM and WHERE; the matches are `m`. */
function matchesOf({ criteria, driver }: Selection): Predicate {
  const filters = criteria.sources.filter((source) => source !== driver).map(filterOf);
  if (driver === undefined) {
    // A search without clauses of the index finds what is not in it yet, too.
    const isFresh = criteria.behind && filters.length > 0 ? ` AND ${freshResource}` : '';
    const conditions = isFresh + [...criteria.own, ...filters].map(({ text }) => ` AND ${text}`).join('');
    return {
      text: `FROM resource m WHERE m.type = ? AND m.deleted = 0${conditions}`,
      values: [criteria.type, ...[...criteria.own, ...filters].flatMap(({ values }) => values)],
    };
  }
  const start = driverOf(driver);
  const own = criteria.own.map(({ text, values }) => ({
    text: `EXISTS (SELECT 1 FROM resource r WHERE r.id = m.id AND ${text.replaceAll(/\bm\./g, 'r.')})`,
    values,
  }));
  const isFresh = criteria.behind ? ` AND ${freshRow}` : '';
  const conditions = isFresh + [...own, ...filters].map(({ text }) => ` AND ${text}`).join('');
  return {
    text: `FROM (${start.text}) m WHERE m.id > 0${conditions}`,
    values: [...start.values, ...[...own, ...filters].flatMap(({ values }) => values)],
  };
}

/** What a match is sorted by; one without a value comes last. */
function sortOf({ driver, order }: Selection): Predicate {
  const column = (name: string): Predicate =>
    driver === undefined
      ? { text: `m.${name}`, values: [] }
      : { text: `(SELECT r.${name} FROM resource r WHERE r.id = m.id)`, values: [] };
  switch (order.by) {
    case 'key':
      return { text: 'm.id', values: [] };
    case 'id':
      return column('fhir_id');
    case 'updated':
      return column('updated_milliseconds');
    case 'string':
      // The whole of the first text, not one of its later words.
      return {
        text: `coalesce((SELECT x.value FROM search_string x WHERE x.resource = m.id AND x.parameter = ?
          ORDER BY x.exact, length(x.value) DESC LIMIT 1), ?)`,
        values: [order.parameter, order.descending ? '' : '\u{10FFFF}'],
      };
    case 'date':
      return {
        text: `coalesce((SELECT ${order.descending ? 'max' : 'min'}(x.start) FROM search_date x
          WHERE x.resource = m.id AND x.parameter = ?), ?)`,
        values: [order.parameter, order.descending ? -Number.MAX_SAFE_INTEGER : Number.MAX_SAFE_INTEGER],
      };
  }
}
