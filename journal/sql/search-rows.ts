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

function statementsOf(table: string, columns: readonly string[]): RowStatements {
  const insert = `INSERT OR IGNORE INTO ${table} (${columns.join(', ')}) VALUES`;
  const places = `(${columns.map(() => '?').join(', ')})`;
  return {
    add: sql(`${insert} ${places}`),
    addMany: sql(`${insert} ${Array.from({ length: manyRows }, () => places).join(', ')}`),
    remove: sql(`DELETE FROM ${table} WHERE resource = ?`),
  };
}

/** The search index: rows of one resource come and go together. */
export const searchRowSql = {
  token: statementsOf('search_token', ['parameter', 'code', 'system', 'resource']),
  string: statementsOf('search_string', ['parameter', 'value', 'exact', 'resource']),
  reference: statementsOf('search_reference', ['parameter', 'target', 'type', 'resource']),
  date: statementsOf('search_date', ['parameter', 'start', '"end"', 'resource']),
  quantity: statementsOf('search_quantity', ['parameter', 'value', 'code', 'system', 'resource']),
} as const;
