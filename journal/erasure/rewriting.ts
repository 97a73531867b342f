import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { Problem } from '../../protocol/problem.js';
import { migrationSql, rewritingMigration } from '../schema/migrations.js';
import { erasureSql } from '../sql/erasures.js';
import { Connection } from '../sqlite/connection.js';
import { type KeyedFile, openKeyed } from '../sqlite/keyed.js';
import { assertOneFile, bringIntoOneFile } from '../sqlite/one-file.js';
import { openDatabase } from '../sqlite/open-database.js';
import { problemOfSqlite } from '../sqlite/sqlite-problem.js';
import { vacuumInto } from '../sqlite/vacuum-into.js';

/** A database that is written anew has this behind its name until it takes its place. */
export const rewrittenEnding = '.rewritten';

const sideEndings = ['-wal', '-shm'];

/** A database that nobody has open, and how its program opens it (see `DatabaseOptions`). */
export interface RewritingOrder extends KeyedFile {
  readonly durable?: boolean;
  readonly isEachCommitSynced?: boolean;
}

/**
 * Whether files are to be written anew for an erasure (rule W16), said by a journal that nobody has open.
 * @throws Problem `database-…`; what SQLite made beside it is gone again
 */
export function isRewritingDue(journal: KeyedFile): boolean {
  const beside = sideEndings.map((end) => `${journal.file}${end}`).filter((path) => !existsSync(path));
  try {
    return reading(journal, (connection) => knowsRewriting(connection) && hasUnwritten(connection));
  } finally {
    for (const path of beside) rmSync(path, { force: true });
  }
}

/** Since when an erasure waits for that, milliseconds since 1970, settled or not; `null` where none does. */
export function unwrittenSince(connection: Connection): number | null {
  if (!knowsRewriting(connection)) return null;
  return connection.one(erasureSql.unwrittenSince)?.carriedMilliseconds ?? null;
}

/**
 * Writes a database anew that nobody has open, with nothing in it but its rows: a copy, read from end to end, takes its
 * place whole. Blocks; killed at any point, the file is the old one or the new one.
 * Not by `VACUUM` in place: that keeps the whole file in memory, or in a temporary file that is not encrypted.
 * @throws Problem `database-…`, `disk-full`, `folder-in-use`; the file is then as it was
 */
export function rewriteFile(order: RewritingOrder): void {
  const { file } = order;
  const copy = `${file}${rewrittenEnding}`;
  try {
    rmSync(copy, { force: true });
    bringIntoOneFile(order);
    vacuumInto(order, copy, () => assertSound({ ...order, file: copy }));
    // Empty, but of the earlier file: it must never meet the new one.
    assertOneFile(file);
    for (const end of sideEndings) rmSync(`${file}${end}`, { force: true });
    syncNames(dirname(file));
    renameSync(copy, file);
    syncNames(dirname(file));
  } catch (error) {
    throw isOfSystem(error) ? error : problemOfSqlite(error);
  }
}

/** Every settled erasure has been followed by a rewriting of all files; durable when this returns. */
export function noteRewritten(journal: KeyedFile, nowMilliseconds: number): void {
  const connection = openDatabase({ ...journal, migrationMax: Number.MAX_SAFE_INTEGER });
  try {
    connection.run(erasureSql.noteRewritten, Math.floor(nowMilliseconds));
  } finally {
    connection.close();
  }
}

/** A database of before does not; it is due once it does. */
function knowsRewriting(connection: Connection): boolean {
  return (connection.one(migrationSql.newest)?.version ?? 0) >= rewritingMigration;
}

function hasUnwritten(connection: Connection): boolean {
  return connection.one(erasureSql.unwritten) !== undefined;
}

/** Reads, and so authenticates, every page. */
function assertSound(copy: KeyedFile): void {
  reading(copy, (connection) => {
    if (connection.pragma('quick_check(1)') !== 'ok') throw new Problem('database-corrupt', 'its copy');
  });
  for (const end of sideEndings) rmSync(`${copy.file}${end}`, { force: true });
}

function reading<T>({ file, key, cipher }: KeyedFile, read: (connection: Connection) => T): T {
  let connection: Connection | undefined;
  try {
    connection = new Connection(openKeyed(file, cipher, key, true));
    return read(connection);
  } catch (error) {
    throw problemOfSqlite(error);
  } finally {
    connection?.close();
  }
}

function isOfSystem(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}

function syncNames(folder: string): void {
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
