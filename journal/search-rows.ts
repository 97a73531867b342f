import type { SearchKind, SearchRow } from '../record/search-row.js';
import type { Names } from './names.js';
import { manyRows, searchRowSql } from './sql/search-rows.js';
import type { Connection, SqlValue } from './sqlite/connection.js';

/** Where search rows are written: a site's journal, or the hub's search file. */
export interface SearchRowsContext {
  readonly connection: Connection;
  readonly names: Names;
}

const kinds = Object.keys(searchRowSql) as readonly SearchKind[];

/** Takes a resource out of the search index. */
export function removeSearchRows({ connection }: SearchRowsContext, resource: number): void {
  for (const kind of kinds) connection.run(searchRowSql[kind].remove, resource);
}

/** Puts a resource into the search index; `type` is the key of its type. */
export function addSearchRows(
  { connection, names }: SearchRowsContext,
  type: number,
  resource: number,
  rows: readonly SearchRow[],
): void {
  for (const row of rows) {
    connection.run(searchRowSql[row.kind].add, ...valuesOf(row, names.parameter(type, row.parameter), resource));
  }
}

/** The rows of many resources, each of them once, written many at a time; the caller holds the transaction. */
export class SearchRowBatch {
  readonly #context: SearchRowsContext;
  readonly #waiting = new Map<SearchKind, SqlValue[][]>(kinds.map((kind) => [kind, []]));

  constructor(context: SearchRowsContext) {
    this.#context = context;
  }

  add(type: number, resource: number, rows: readonly SearchRow[]): void {
    const { connection, names } = this.#context;
    for (const row of rows) {
      const waiting = this.#waiting.get(row.kind) ?? [];
      waiting.push(valuesOf(row, names.parameter(type, row.parameter), resource));
      if (waiting.length < manyRows) continue;
      connection.run(searchRowSql[row.kind].addMany, ...waiting.flat());
      waiting.length = 0;
    }
  }

  /** Writes what is left. */
  finish(): void {
    for (const [kind, waiting] of this.#waiting) {
      for (const values of waiting) this.#context.connection.run(searchRowSql[kind].add, ...values);
      waiting.length = 0;
    }
  }
}

function valuesOf(row: SearchRow, parameter: number, resource: number): SqlValue[] {
  switch (row.kind) {
    case 'token':
      return [parameter, row.code, row.system, resource];
    case 'string':
      return [parameter, row.value, row.exact, resource];
    case 'reference':
      return [parameter, row.id, row.type, resource];
    case 'date':
      return [parameter, Math.floor(row.start), Math.ceil(row.end), resource];
    case 'quantity':
      return [parameter, row.value, row.code, row.system, resource];
  }
}
