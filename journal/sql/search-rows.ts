import { type NamedSql, sql } from '../sqlite/named-sql.js';

/** Rows that one statement adds at once: a call costs about as much as a row. */
export const manyRows = 32;

/** How rows of one table of the index come and go. */
export interface RowStatements {
  readonly add: NamedSql<never>;
  /** Adds {@link manyRows} rows. */
  readonly addMany: NamedSql<never>;
  /** All rows of a resource. */
  readonly remove: NamedSql<never>;
}

function statementsOf(table: string, names: readonly string[]): RowStatements {
  const insert = `INSERT OR IGNORE INTO ${table} (${names.join(', ')}) VALUES`;
  const places = `(${names.map(() => '?').join(', ')})`;
  return {
    add: sql(`${insert} ${places}`),
    addMany: sql(`${insert} ${Array.from({ length: manyRows }, () => places).join(', ')}`),
    remove: sql(`DELETE FROM ${table} WHERE resource = ?`),
  };
}

const columns = {
  token: ['parameter', 'code', 'system', 'resource'],
  string: ['parameter', 'value', 'exact', 'resource'],
  reference: ['parameter', 'target', 'type', 'resource'],
  date: ['parameter', 'start', '"end"', 'resource'],
  quantity: ['parameter', 'value', 'code', 'system', 'resource'],
  pair: ['parameter', 'code', 'system', 'other_1', 'other_2', 'other_3', 'resource'],
} as const;

/** The search index: rows of one resource come and go together. */
export const searchRowSql = {
  token: statementsOf('search_token', columns.token),
  string: statementsOf('search_string', columns.string),
  reference: statementsOf('search_reference', columns.reference),
  date: statementsOf('search_date', columns.date),
  quantity: statementsOf('search_quantity', columns.quantity),
  pair: statementsOf('search_pair', columns.pair),
} as const;

/** How many values a row has. */
export function valuesPerRow(kind: keyof typeof columns): number {
  return columns[kind].length;
}
