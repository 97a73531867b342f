import { type NamedSql, sql } from '../sqlite/named-sql.js';
import { type InsertSql, insertSql } from '../sqlite/row-batch.js';

/** How rows of one table of the index come and go. */
export interface RowStatements extends InsertSql {
  /** All rows of a resource. */
  readonly remove: NamedSql<never>;
}

function statementsOf(table: string, names: readonly string[]): RowStatements {
  return {
    ...insertSql(`INSERT OR IGNORE INTO ${table}`, names),
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
