import type { SearchRow } from '../record/search-row.js';
import type { Names } from './names.js';
import { searchRowSql } from './sql/search-rows.js';
import type { Connection } from './sqlite/connection.js';

/** Where search rows are written: a site's journal, or the hub's search file. */
export interface SearchRowsContext {
  readonly connection: Connection;
  readonly names: Names;
}

/** Takes a resource out of the search index. */
export function removeSearchRows(context: SearchRowsContext, resource: number): void {
  const { connection } = context;
  connection.run(searchRowSql.removeTokens, resource);
  connection.run(searchRowSql.removeStrings, resource);
  connection.run(searchRowSql.removeReferences, resource);
  connection.run(searchRowSql.removeDates, resource);
  connection.run(searchRowSql.removeQuantities, resource);
}

/** Puts a resource into the search index; `type` is the key of its type. */
export function addSearchRows(
  context: SearchRowsContext,
  type: number,
  resource: number,
  rows: readonly SearchRow[],
): void {
  for (const row of rows) addSearchRow(context, context.names.parameter(type, row.parameter), resource, row);
}

function addSearchRow({ connection }: SearchRowsContext, parameter: number, resource: number, row: SearchRow): void {
  switch (row.kind) {
    case 'token':
      connection.run(searchRowSql.addToken, parameter, row.code, row.system, resource);
      return;
    case 'string':
      connection.run(searchRowSql.addString, parameter, row.value, row.exact, resource);
      return;
    case 'reference':
      connection.run(searchRowSql.addReference, parameter, row.id, row.type, resource);
      return;
    case 'date':
      connection.run(searchRowSql.addDate, parameter, Math.floor(row.start), Math.ceil(row.end), resource);
      return;
    case 'quantity':
      connection.run(searchRowSql.addQuantity, parameter, row.value, row.code, row.system, resource);
      return;
  }
}
