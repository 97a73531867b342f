import { isAfter, isOwn, type OrderKey, orderValue } from './order.js';
import { andShown, driverOf, filterOf, isIndexed, type Predicate, type Source, type View } from './source.js';
import type { Criteria } from './sources.js';

/** A search ready to run: where it starts, what it filters, in which order. */
export interface Selection {
  readonly criteria: Criteria;
  /** The source that the search starts from; `undefined` starts from the type's resources. */
  readonly driver: Source | undefined;
  /** The most important key first; the resource's key follows, so that every order is total. */
  readonly order: readonly OrderKey[];
}

/**
 * One page of keys (`id`) with what they are sorted by (`s0`, `s1` …), after the last of the page before.
 * @param after the values of the order and the key
 * @param holds what else holds of `s0`, `s1` …; of a search that starts from a source
 */
export function selectPage(
  selection: Selection,
  after: readonly (string | number)[] | undefined,
  rows: number,
  holds: Predicate = everywhere,
): Predicate {
  const { order, driver } = selection;
  const base = matchesOf(selection);
  const values = order.map((key) => orderValue(key, driver === undefined));
  const ofValues = values.flatMap((value) => value.values);
  const named = values.map(({ text }, index) => `${text} AS s${index}`).join(', ');
  const [only] = order;
  if (driver === undefined && order.length === 1 && only !== undefined && isOwn(only)) {
    // The sort is a column of the table that is read, so the condition can use its index.
    const keys = keysOf(order, (index) => values[index]?.text ?? '', 'm.id');
    const where = after === undefined ? everywhere : isAfter(keys, after);
    return {
      text: `SELECT m.id AS id, ${named} ${base.text} AND ${where.text} ORDER BY ${orderText(keys)} LIMIT ?`,
      values: [...base.values, ...where.values, rows],
    };
  }
  const keys = keysOf(order, (index) => `s${index}`, 'id');
  const where = after === undefined ? everywhere : isAfter(keys, after);
  return {
    text: `SELECT * FROM (SELECT DISTINCT m.id AS id, ${named} ${base.text})
      WHERE ${where.text} AND ${holds.text} ORDER BY ${orderText(keys)} LIMIT ?`,
    values: [...ofValues, ...base.values, ...where.values, ...holds.values, rows],
  };
}

const everywhere: Predicate = { text: '1', values: [] };

function keysOf(order: readonly OrderKey[], columnOf: (index: number) => string, id: string) {
  const descending = order[0]?.descending === true;
  return [
    ...order.map((key, index) => ({ column: columnOf(index), descending: key.descending })),
    { column: id, descending },
  ];
}

function orderText(keys: readonly { readonly column: string; readonly descending: boolean }[]): string {
  return keys.map(({ column, descending }) => `${column} ${descending ? 'DESC' : 'ASC'}`).join(', ');
}

/** How many resources match. Nothing of these is read afterwards, so each is looked at here. */
export function selectTotal(selection: Selection): Predicate {
  const { ofCared: _, ...criteria } = selection.criteria;
  const { text, values } = matchesOf({ ...selection, criteria });
  return { text: `SELECT count(*) AS count FROM (SELECT DISTINCT m.id ${text})`, values };
}

/** How many rows a source starts from, counted up to a bound. */
export function selectProbe(source: Source, rowsMax: number, view: View): Predicate {
  const driver = driverOf(source, view);
  return { text: `SELECT count(*) AS count FROM (${driver.text} LIMIT ${rowsMax})`, values: driver.values };
}

/** Whether the rows of `m`, a row of the index, are those of the resource's current version, which is no deletion. */
const freshRow = `EXISTS (SELECT 1 FROM search_indexed i JOIN resource r ON r.id = i.resource
  WHERE i.resource = m.id AND i.version = r.version)`;

/** FROM and WHERE; the matches are `m`. */
function matchesOf({ criteria, driver }: Selection): Predicate {
  const { view, type, ofCared } = criteria;
  const shown = andShown('m.id', criteria.typeName, ofCared === true ? { ...view, care: undefined } : view);
  // What the resource's own row answers is found before it is in the index, too.
  const needsRows = view.behind && criteria.sources.some(({ kind }) => kind !== 'own');
  const others = criteria.sources.filter((source) => source !== driver);
  if (driver === undefined) {
    const filters = others.map((source) =>
      source.kind === 'own' ? source.condition('m') : filterOf(source, 'm.id', view),
    );
    const fresh = needsRows ? ` AND ${isIndexed('m')}` : '';
    return {
      text: `FROM resource m WHERE m.type = ? AND m.deleted = 0${shown}${fresh}${filters.map(({ text }) => ` AND ${text}`).join('')}`,
      values: [type, ...filters.flatMap(({ values }) => values)],
    };
  }
  const start = driverOf(driver, view);
  const filters = others.map((source) => filterOf(source, 'm.id', view));
  const fresh = needsRows ? ` AND ${freshRow}` : '';
  return {
    text: `FROM (${start.text}) m WHERE m.id > 0${shown}${fresh}${filters.map(({ text }) => ` AND ${text}`).join('')}`,
    values: [...start.values, ...filters.flatMap(({ values }) => values)],
  };
}
