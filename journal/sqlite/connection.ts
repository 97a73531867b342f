import type { Database, Statement } from 'better-sqlite3';
import { Problem } from '../../protocol/problem.js';
import type { NamedSql } from './named-sql.js';
import { problemOfSqlite, sqliteCodeOf } from './sqlite-problem.js';

const preparedStatementsMax = 500;

/** What a statement takes. A bigint never: every integer here is a safe one. */
export type SqlValue = string | number | Uint8Array | null;

/**
 * One open database with its prepared statements. After an I/O error it refuses everything: SQLite would go on
 * accepting writes that the disk may have dropped, so the program has to stop and verify at its next start.
 */
export class Connection {
  readonly #database: Database;
  readonly #statements = new Map<string, Statement<SqlValue[], unknown>>();
  /** The same statements, answering with the values of a row in their order. */
  readonly #tuples = new Map<string, Statement<SqlValue[], unknown>>();
  readonly #rollbackListeners: (() => void)[] = [];
  #failed = false;

  constructor(database: Database) {
    this.#database = database;
  }

  /** The first row, or `undefined`. */
  one<Row>(statement: NamedSql<Row>, ...values: SqlValue[]): Row | undefined {
    return this.guard(() => this.#prepare(statement).get(...values) as Row | undefined);
  }

  all<Row>(statement: NamedSql<Row>, ...values: SqlValue[]): Row[] {
    return this.guard(() => this.#prepare(statement).all(...values) as Row[]);
  }

  /** Reads rows one by one until `visit` says `false`. */
  each<Row>(statement: NamedSql<Row>, values: readonly SqlValue[], visit: (row: Row) => boolean): void {
    this.guard(() => {
      for (const row of this.#prepare(statement).iterate(...values)) if (!visit(row as Row)) return;
    });
  }

  /** As {@link each}, with each row as its values in their order: an object for each would cost more than reading it. */
  eachTuple<Tuple extends readonly unknown[]>(
    statement: NamedSql<Tuple>,
    values: readonly SqlValue[],
    visit: (row: Tuple) => boolean,
  ): void {
    this.guard(() => {
      for (const row of this.#prepareTuple(statement).iterate(...values)) if (!visit(row as Tuple)) return;
    });
  }

  /** Runs a statement that changes rows; how many it changed and the key of the last row it added. */
  run(statement: NamedSql<unknown>, ...values: SqlValue[]): { readonly changes: number; readonly key: number } {
    return this.guard(() => {
      const result = this.#prepare(statement).run(...values);
      return { changes: result.changes, key: Number(result.lastInsertRowid) };
    });
  }

  /** Runs text without values: schema, BEGIN and the like. */
  execute(text: string): void {
    this.guard(() => this.#database.exec(text));
  }

  /** The one value that a PRAGMA answers with. */
  pragma(text: string): unknown {
    return this.guard(() => this.#database.pragma(text, { simple: true }));
  }

  get inTransaction(): boolean {
    return this.#database.inTransaction;
  }

  /** Whether an I/O error was seen; nothing is accepted any more. */
  get failed(): boolean {
    return this.#failed;
  }

  /** Memory that mirrors rows must be forgotten when the rows are rolled back. */
  onRollback(forget: () => void): void {
    this.#rollbackListeners.push(forget);
  }

  /** Tells the listeners of {@link onRollback}; called by whoever rolled back. */
  noteRollback(): void {
    for (const forget of this.#rollbackListeners) forget();
  }

  close(): void {
    this.#statements.clear();
    this.#tuples.clear();
    this.#database.close();
  }

  /** Runs `work`, gives SQLite's errors their code, and refuses everything after an I/O error. */
  guard<T>(work: () => T): T {
    if (this.#failed) throw new Problem('disk-failed', 'an earlier write or fsync failed');
    try {
      return work();
    } catch (error) {
      const problem = problemOfSqlite(error);
      if (problem.code === 'disk-failed' && sqliteCodeOf(error) !== '') this.#failed = true;
      throw problem;
    }
  }

  #prepare(statement: NamedSql<unknown>): Statement<SqlValue[], unknown> {
    let prepared = this.#statements.get(statement.text);
    if (prepared === undefined) {
      // Searches are put together from their clauses, so that there is no natural end of different ones.
      if (this.#statements.size >= preparedStatementsMax) this.#statements.clear();
      prepared = this.#database.prepare<SqlValue[], unknown>(statement.text);
      this.#statements.set(statement.text, prepared);
    }
    return prepared;
  }

  #prepareTuple(statement: NamedSql<unknown>): Statement<SqlValue[], unknown> {
    const known = this.#tuples.get(statement.text);
    if (known !== undefined) return known;
    const prepared = this.#database.prepare<SqlValue[], unknown>(statement.text).raw();
    this.#tuples.set(statement.text, prepared);
    return prepared;
  }
}
