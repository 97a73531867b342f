import type { PlainSearchRow, RowKind, SearchRow } from '../record/search-row.js';
import type { Names } from './names.js';
import { searchRowSql } from './sql/search-rows.js';
import type { Connection, SqlValue } from './sqlite/connection.js';
import { RowBatch } from './sqlite/row-batch.js';

/** Where search rows are written: a site's journal, or the hub's search file. */
export interface SearchRowsContext {
  readonly connection: Connection;
  readonly names: Names;
}

const kinds = Object.keys(searchRowSql) as readonly RowKind[];

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

/**
 * The rows of many resources, each of them once, written many at a time; the caller holds the transaction. Those of one
 * parameter are written together, for they lie side by side in the index, and their dates rise with the time.
 */
export class SearchRowBatch {
  readonly #context: SearchRowsContext;
  /** By the key of the parameter. */
  readonly #batches = new Map<number, RowBatch>();

  constructor(context: SearchRowsContext) {
    this.#context = context;
  }

  add(type: number, resource: number, rows: readonly SearchRow[]): void {
    for (const row of rows) {
      const parameter = this.#context.names.parameter(type, row.parameter);
      this.#batchOf(parameter, row.kind).add(...valuesOf(row, parameter, resource));
    }
  }

  /** Writes what is left. */
  finish(): void {
    for (const batch of this.#batches.values()) batch.finish();
    this.#batches.clear();
  }

  #batchOf(parameter: number, kind: RowKind): RowBatch {
    const known = this.#batches.get(parameter);
    if (known !== undefined) return known;
    const batch = new RowBatch(this.#context.connection, searchRowSql[kind]);
    this.#batches.set(parameter, batch);
    return batch;
  }
}

function valuesOf(row: SearchRow, parameter: number, resource: number): SqlValue[] {
  if (row.kind !== 'pair') return [parameter, ...comparedOf(row), resource];
  const [first = '', second = '', third = ''] = comparedOf(row.other);
  return [parameter, row.code, row.system, first, second, third, resource];
}

/** The columns that a row compares by, in the order of its table. */
function comparedOf(row: PlainSearchRow): SqlValue[] {
  switch (row.kind) {
    case 'token':
      return [row.code, row.system];
    case 'string':
      return [row.value, row.exact];
    case 'reference':
      return [row.id, row.type];
    case 'date':
      return [Math.floor(row.start), Math.ceil(row.end)];
    case 'quantity':
      return [row.value, row.code, row.system];
  }
}
