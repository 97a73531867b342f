import type { Connection } from './connection.js';

/** The result of work that must be synchronous: a promise would let the transaction commit before the work is done. */
export type Synchronous<T> = T extends PromiseLike<unknown> ? never : T;

/**
 * Runs `work` in one transaction: all its effects are committed with fsync when this returns, or none is (rule J1).
 * An async callback does not compile.
 */
export function transaction<T>(connection: Connection, work: () => Synchronous<T>): T {
  connection.execute('BEGIN IMMEDIATE');
  try {
    const result = work();
    connection.execute('COMMIT');
    return result as T;
  } catch (error) {
    undo(connection, 'ROLLBACK');
    throw error;
  }
}

/** Runs `work` in one transaction and takes back all its effects, however it ends. */
export function rolledBack<T>(connection: Connection, work: () => Synchronous<T>): T {
  connection.execute('BEGIN IMMEDIATE');
  try {
    return work() as T;
  } finally {
    undo(connection, 'ROLLBACK');
  }
}

/** Runs `work` so that its failure undoes only its own effects within the transaction around it. */
export function savepoint<T>(connection: Connection, work: () => Synchronous<T>): T {
  connection.execute('SAVEPOINT part');
  try {
    const result = work();
    connection.execute('RELEASE part');
    return result as T;
  } catch (error) {
    undo(connection, 'ROLLBACK TO part; RELEASE part');
    throw error;
  }
}

/** Runs `work` within the transaction around it and takes back all that it did, however it ends. */
export function rolledBackPart<T>(connection: Connection, work: () => Synchronous<T>): T {
  connection.execute('SAVEPOINT part');
  try {
    return work() as T;
  } finally {
    undo(connection, 'ROLLBACK TO part; RELEASE part');
  }
}

/** SQLite rolls back by itself after some errors (a full disk, an I/O error); then there is nothing left to undo. */
function undo(connection: Connection, text: string): void {
  connection.noteRollback();
  if (connection.failed || !connection.inTransaction) return;
  connection.execute(text);
}
