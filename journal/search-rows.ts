import type { SearchRow } from '../record/search-row.js';
import type { JournalContext } from './context.js';
import { searchRowSql } from './sql/search-rows.js';

/** Takes a resource out of the search index. */
export function removeSearchRows(context: JournalContext, resource: number): void {
  const { connection } = context;
  connection.run(searchRowSql.removeTokens, resource);
  connection.run(searchRowSql.removeStrings, resource);
  connection.run(searchRowSql.removeReferences, resource);
  connection.run(searchRowSql.removeDates, resource);
  connection.run(searchRowSql.removeQuantities, resource);
}

/** Puts a resource into the search index; `type` is the key of its type. */
export function addSearchRows(
  context: JournalContext,
  type: number,
  resource: number,
  rows: readonly SearchRow[],
): void {
  for (const row of rows) addSearchRow(context, context.names.parameter(type, row.parameter), resource, row);
}

function addSearchRow({ connection }: JournalContext, parameter: number, resource: number, row: SearchRow): void {
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
