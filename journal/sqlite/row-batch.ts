import type { Connection, SqlValue } from './connection.js';
import { type NamedSql, sql } from './named-sql.js';

/** Rows that one statement adds at once: a call costs about as much as a row. */
const rowsAtOnce = 32;

/** How rows of a table are added: one, or as many as one statement takes. */
export interface InsertSql {
  readonly add: NamedSql<never>;
  readonly addMany: NamedSql<never>;
}

/** @param insert up to the table: `INSERT INTO entry` */
export function insertSql(insert: string, columns: readonly string[]): InsertSql {
  const places = `(${columns.map(() => '?').join(', ')})`;
  const add = `${insert} (${columns.join(', ')}) VALUES ${places}`;
  return { add: sql(add), addMany: sql(add + `, ${places}`.repeat(rowsAtOnce - 1)) };
}

/** Rows of one table that are written many at a time; the caller holds the transaction. */
export class RowBatch {
  readonly #connection: Connection;
  readonly #statements: InsertSql;
  /** Of the rows that wait, one row behind the other. */
  #values: SqlValue[] = [];
  #columns = 1;

  constructor(connection: Connection, statements: InsertSql) {
    this.#connection = connection;
    this.#statements = statements;
  }

  add(...row: readonly SqlValue[]): void {
    this.#columns = row.length;
    this.#values.push(...row);
    if (this.#values.length < rowsAtOnce * row.length) return;
    this.#connection.run(this.#statements.addMany, ...this.#values);
    this.#values = [];
  }

  /** Writes what is left. */
  finish(): void {
    for (let at = 0; at < this.#values.length; at += this.#columns) {
      this.#connection.run(this.#statements.add, ...this.#values.slice(at, at + this.#columns));
    }
    this.#values = [];
  }

  /** What waits is not to be written after all. */
  forget(): void {
    this.#values = [];
  }
}
