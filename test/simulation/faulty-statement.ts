import type { Statement } from 'better-sqlite3';
import type { Disk } from './disk.js';

type Row = Record<string, unknown>;

export interface StatementFaults {
  readonly disk: Disk;
  /** With a planted mistake: whether it misses what it has found. */
  readonly isMissed: ((values: readonly unknown[]) => boolean) | undefined;
  /** With a planted mistake: called before it runs. */
  readonly onRun: ((values: readonly unknown[]) => void) | undefined;
}

/** A statement of one program: it fails when the program is dead, which it may become by it. */
export class FaultyStatement {
  readonly #statement: Statement<unknown[], Row>;
  readonly #faults: StatementFaults;

  constructor(statement: Statement<unknown[], Row>, faults: StatementFaults) {
    this.#statement = statement;
    this.#faults = faults;
  }

  get(...values: unknown[]): Row | undefined {
    this.#faults.disk.assertAlive();
    const row = this.#statement.get(...values);
    return row !== undefined && this.#faults.isMissed?.(values) === true ? undefined : row;
  }

  all(...values: unknown[]): Row[] {
    this.#faults.disk.assertAlive();
    return this.#statement.all(...values);
  }

  iterate(...values: unknown[]): IterableIterator<Row> {
    this.#faults.disk.assertAlive();
    return this.#statement.iterate(...values);
  }

  run(...values: unknown[]): ReturnType<Statement<unknown[]>['run']> {
    this.#faults.disk.reach('in-transaction');
    this.#faults.onRun?.(values);
    return this.#statement.run(...values);
  }
}
