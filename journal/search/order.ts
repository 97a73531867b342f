import { journalLimits } from '../limits.js';
import type { SearchSort } from '../record-store.js';
import type { RowsRead } from './rows-read.js';
import { oneOf, type Predicate, towards } from './source.js';

/** A key that matches are ordered by: a column of the resource's row, or a value of the index. */
export type OrderKey =
  | { readonly by: 'key' | 'id' | 'updated'; readonly descending: boolean }
  | (RowsRead & {
      readonly by: 'string' | 'token' | 'reference' | 'date' | 'quantity';
      readonly descending: boolean;
    });

/** The columns of `resource` behind the keys that it answers itself. */
const ownColumns = { key: 'id', id: 'fhir_id', updated: 'updated_milliseconds' } as const;

export function isOwn(key: OrderKey): key is OrderKey & { readonly by: keyof typeof ownColumns } {
  return key.by in ownColumns;
}

/** Whether the values of a key are texts; the others are numbers. */
export function isTextual({ by }: OrderKey): boolean {
  return by === 'id' || by === 'string' || by === 'token' || by === 'reference';
}

/** The keys that a query asks for. @param rowsReadBy the rows that one looks at */
export function orderOf(sort: readonly SearchSort[], rowsReadBy: (key: SearchSort) => RowsRead): readonly OrderKey[] {
  return sort.map((key): OrderKey => {
    const { kind, descending } = key;
    if (kind === 'id') return { by: 'id', descending };
    if (kind === 'lastUpdated') return { by: 'updated', descending };
    return { ...rowsReadBy(key), by: kind, descending };
  });
}

/** Sorts after every text that begins with what stands before it. */
export const lastCharacter = '\u{10FFFF}';

/** Before and after every value, so that a match without one comes last whichever way. */
const first = { text: '', number: -Number.MAX_VALUE, integer: -Number.MAX_SAFE_INTEGER } as const;
const last = { text: lastCharacter, number: Number.MAX_VALUE, integer: Number.MAX_SAFE_INTEGER } as const;

/**
 * What the match `m` is ordered by. Of several values the least counts, or the greatest for a descending order (FHIR R4
 * §3.1.1.5.2); of texts so many characters as a cursor can carry.
 * @param isRow whether `m` is a row of `resource`, and not only its key
 */
export function orderValue(key: OrderKey, isRow: boolean): Predicate {
  if (isOwn(key)) return ownValue(ownColumns[key.by], isRow);
  const ends = key.descending ? first : last;
  const extreme = key.descending ? 'max' : 'min';
  const way = key.descending ? 'DESC' : 'ASC';
  const among = towards(oneOf('x.parameter', key.parameters), 'x.type', key.only);
  const of = (table: string, value: string, end: string | number, rest = ''): Predicate => ({
    text: `coalesce((SELECT ${value} FROM ${table} x INDEXED BY ${table}_of
      WHERE x.resource = m.id AND ${among.text} ${rest}), ?)`,
    values: [...among.values, end],
  });
  switch (key.by) {
    case 'string':
      // The whole of a text, not what begins at one of its later words.
      return of(
        'search_string',
        sortedText('x.value'),
        ends.text,
        `ORDER BY x.exact ${way}, length(x.value) DESC LIMIT 1`,
      );
    case 'token':
      return of('search_token', sortedText(`${extreme}(x.code)`), ends.text);
    case 'reference':
      return of('search_reference', sortedText(`${extreme}(x.type || '/' || x.target)`), ends.text);
    case 'date':
      return of('search_date', `${extreme}(x.start)`, ends.integer);
    case 'quantity':
      return of('search_quantity', `${extreme}(x.value)`, ends.number);
  }
}

/** So much of a text as matches are sorted by. */
export function sortedText(text: string): string {
  return `substr(${text}, 1, ${journalLimits.sortCharactersMax})`;
}

/** Whether what a match is sorted by stands for none. */
export function hasNoValue({ by, descending }: Pick<OrderKey, 'by' | 'descending'>, value: string | number): boolean {
  const { text, number, integer } = descending ? first : last;
  if (by === 'date') return value === integer;
  return value === (by === 'quantity' ? number : text);
}

function ownValue(column: string, isRow: boolean): Predicate {
  if (isRow || column === 'id') return { text: `m.${column}`, values: [] };
  return { text: `(SELECT r.${column} FROM resource r WHERE r.id = m.id)`, values: [] };
}

/** Whether a match comes after a place: the values of the keys, named by `columns`, and its key. */
export function isAfter(
  keys: readonly { readonly column: string; readonly descending: boolean }[],
  place: readonly (string | number)[],
): Predicate {
  const [head] = keys;
  if (keys.every(({ descending }) => descending === head?.descending)) {
    // One comparison of all, which an index can answer.
    const columns = keys.map(({ column }) => column).join(', ');
    const places = keys.map(() => '?').join(', ');
    return { text: `(${columns}) ${head?.descending === true ? '<' : '>'} (${places})`, values: place };
  }
  const parts = keys.map(({ column, descending }, index) => {
    const equal = keys.slice(0, index).map((before) => `${before.column} = ? AND `);
    return { text: `${equal.join('')}${column} ${descending ? '<' : '>'} ?`, values: place.slice(0, index + 1) };
  });
  return {
    text: `(${parts.map(({ text }) => `(${text})`).join(' OR ')})`,
    values: parts.flatMap(({ values }) => values),
  };
}
