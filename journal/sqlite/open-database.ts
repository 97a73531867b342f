import { closeSync, openSync } from 'node:fs';
import Sqlite, { type Database } from 'better-sqlite3';
import { Problem } from '../../protocol/problem.js';
import { journalLimits, sqliteVersionMin } from '../limits.js';
import { Connection } from './connection.js';
import { checkKeyForm } from './key.js';
import { type DatabaseOptions, openKeyed } from './keyed.js';
import { probeFile } from './probe-file.js';
import { settleLog } from './settle-log.js';
import { settleNames } from './settle-names.js';

const pageBytes = 4096;

/**
 * Opens the encrypted database for writing, made if missing. A file that cannot be opened is left byte for byte as it was.
 * @throws Problem `database-key-wrong`, `database-corrupt`, `database-version`, `permission-denied`, `folder-not-initialised`
 */
export function openDatabase(options: DatabaseOptions): Connection {
  checkKeyForm(options.key);
  assertSqliteVersion();
  if (probeFile(options) === 'missing') makeFile(options.file);
  const database = openKeyed(options.file, options.cipher, options.key, false, options.openDriver);
  const connection = new Connection(database);
  try {
    configure(connection, options);
    if (options.durable !== false) {
      settleLog(connection, options.file, options.isEachCommitSynced !== false);
      settleNames(connection, options.file);
    }
    return connection;
  } catch (error) {
    if (error instanceof Problem && error.code === 'database-corrupt') closeUntouched(connection, options);
    else connection.close();
    throw error;
  }
}

/** The last writer to close would copy the write-ahead log into the file and remove it: so it is not the last. */
function closeUntouched(connection: Connection, options: DatabaseOptions): void {
  let reader: Database | undefined;
  try {
    reader = openKeyed(options.file, options.cipher, options.key, true);
    reader.prepare('SELECT count(*) FROM sqlite_schema').get();
  } catch {
    // It cannot be read at all; then nothing of it is copied either.
  }
  connection.close();
  reader?.close();
}

/** The settings that the promises rest on; each is read back, because SQLite ignores what it does not understand. */
function configure(connection: Connection, options: DatabaseOptions): void {
  // In KiB, which SQLite tells from pages by the sign.
  const cacheSize = -(options.pageCacheBytesMax ?? journalLimits.pageCacheBytesMax) / 1024;
  const wanted: readonly (readonly [string, string | number, string | number])[] = [
    ['journal_mode', 'WAL', 'wal'],
    options.durable === false ? ['synchronous', 'NORMAL', 1] : ['synchronous', 'FULL', 2],
    ['temp_store', 'MEMORY', 2],
    ['foreign_keys', 'ON', 1],
    ['trusted_schema', 'OFF', 0],
    // What is freed is overwritten with zeros, in the pages that a transaction writes anyway (rule W11).
    ['secure_delete', 'ON', 1],
    ['cache_size', cacheSize, cacheSize],
    ['wal_autocheckpoint', journalLimits.checkpointPagesMax, journalLimits.checkpointPagesMax],
    ['journal_size_limit', journalLimits.writeAheadLogBytesMax, journalLimits.writeAheadLogBytesMax],
  ];
  for (const [name, value, expected] of wanted) {
    connection.pragma(`${name}=${value}`);
    const actual = connection.pragma(name);
    if (actual !== expected) throw new Problem('internal', `SQLite did not accept ${name}`);
  }
  if (connection.pragma('cipher') !== options.cipher) throw new Problem('internal', 'SQLite did not accept the cipher');
  if (options.databaseBytesMax !== undefined) {
    connection.pragma(`max_page_count=${Math.floor(options.databaseBytesMax / pageBytes)}`);
  }
}

/** A new file is only for its owner; SQLite gives the write-ahead log the same mode. */
function makeFile(file: string): void {
  try {
    closeSync(openSync(file, 'a', 0o600));
  } catch (cause) {
    const missing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    throw new Problem(missing ? 'folder-not-initialised' : 'permission-denied', '', [], { cause });
  }
}

/** @throws Problem `database-version` when the SQLite in use has the defect of the write-ahead log */
export function assertSqliteVersion(version = sqliteVersion()): void {
  const [actual, least] = [version, sqliteVersionMin].map((text) =>
    text.split('.').reduce((sum, part) => sum * 1000 + Number(part), 0),
  );
  if (actual === undefined || least === undefined || !(actual >= least)) {
    throw new Problem('database-version', `SQLite ${version} is older than ${sqliteVersionMin}`);
  }
}

let knownVersion: string | undefined;

/** Of the library that is linked in, which stays the same for as long as the program runs. */
function sqliteVersion(): string {
  knownVersion ??= readVersion();
  return knownVersion;
}

function readVersion(): string {
  const memory = new Sqlite(':memory:');
  try {
    return String(memory.prepare('SELECT sqlite_version()').pluck().get());
  } finally {
    memory.close();
  }
}
