import { isOwn, lastCharacter, type OrderKey, sortedText } from './order.js';
import type { Predicate, RowSource } from './source.js';

/** The indexes in the order of what matches are sorted by. That of references is not, for they are sorted by type first. */
const indexes = {
  string: { table: 'search_string', column: 's.value' },
  token: { table: 'search_token', column: 's.code' },
  date: { table: 'search_date', column: 's.start' },
  quantity: { table: 'search_quantity', column: 's.value' },
} as const;

/** What matches are sorted by first, where one index has its order. */
export interface WalkedKey {
  readonly by: keyof typeof indexes;
  readonly parameter: number;
  readonly descending: boolean;
}

/** Where a stretch of an index begins or ends: a value that matches are sorted by. */
export type Edge = string | number;

/** A stretch of an index, in its order. */
export interface Stretch {
  readonly source: RowSource;
  /** Whether what a match is sorted by first, `s0`, lies in it: then the match comes before all that do not. */
  readonly holds: Predicate;
}

export function walkedKey([key]: readonly OrderKey[]): WalkedKey | undefined {
  if (key === undefined || isOwn(key) || key.by === 'reference') return undefined;
  const [parameter, another] = key.parameters;
  if (parameter === undefined || another !== undefined) return undefined;
  return { by: key.by, parameter, descending: key.descending };
}

/** The edge (`value`) so many rows behind another; no row where the index ends before. */
export function selectEdge(key: WalkedKey, from: Edge | undefined, rows: number): Predicate {
  const { table, column } = indexes[key.by];
  const begin = beginOf(key, from);
  const value = key.by === 'string' || key.by === 'token' ? sortedText(column) : column;
  return {
    text: `SELECT ${value} AS value FROM ${table} s WHERE s.parameter = ? AND ${begin.text}
      ORDER BY ${column} ${key.descending ? 'DESC' : 'ASC'} LIMIT 1 OFFSET ?`,
    values: [key.parameter, ...begin.values, rows],
  };
}

/** @param to the first value behind it; `undefined`: to the end of the index */
export function stretchOf(key: WalkedKey, from: Edge | undefined, to: Edge | undefined): Stretch {
  const { table, column } = indexes[key.by];
  const begin = beginOf(key, from);
  const sign = key.descending ? '>' : '<';
  const isBefore = (value: string): Predicate =>
    to === undefined ? everything : { text: `${value} ${sign} ?`, values: [to] };
  const end = isBefore(column);
  const alternative = { text: `${begin.text} AND ${end.text}`, values: [...begin.values, ...end.values] };
  return {
    source: { kind: 'rows', table, parameters: [key.parameter], alternatives: [alternative], negated: false },
    holds: isBefore('s0'),
  };
}

const everything: Predicate = { text: '1', values: [] };

/** A row may hold a longer text than what its resource is sorted by, so that going down begins behind all that begin with it. */
function beginOf({ by, descending }: WalkedKey, from: Edge | undefined): Predicate {
  const { column } = indexes[by];
  if (from === undefined) return everything;
  if (!descending) return { text: `${column} >= ?`, values: [from] };
  return { text: `${column} <= ?`, values: [typeof from === 'string' ? `${from}${lastCharacter}` : from] };
}
