import Sqlite, { type Database, type Options } from 'better-sqlite3';
import { journalLimits } from '../limits.js';
import { type Cipher, keyPragmas } from './key.js';

/** Opens a database file; nothing is keyed or read yet. */
export type OpenDriver = (file: string, options: Options) => Database;

/** A database's file and what opens it. */
export interface KeyedFile {
  readonly file: string;
  /** 64 hexadecimal digits. */
  readonly key: string;
  readonly cipher: Cipher;
}

export interface DatabaseOptions {
  readonly file: string;
  /** 64 hexadecimal digits. */
  readonly key: string;
  readonly cipher: Cipher;
  /** The newest migration that this program knows. */
  readonly migrationMax: number;
  /** `false` where a power cut may take the last commits, because they can be made again. */
  readonly durable?: boolean;
  /** Pages that this connection keeps in memory; the hub's share unless told. */
  readonly pageCacheBytesMax?: number;
  /** `false` where several commits may be under way when the power fails, because only the last one of them counts. */
  readonly isEachCommitSynced?: boolean;
  /** The file may not grow beyond this; `disk-full` then. */
  readonly databaseBytesMax?: number;
  readonly openDriver?: OpenDriver;
}

/** Opens and keys; nothing has been read yet when this returns. */
export function openKeyed(
  file: string,
  cipher: Cipher,
  key: string,
  readonly: boolean,
  openDriver: OpenDriver = (path, options) => new Sqlite(path, options),
): Database {
  const database = openDriver(file, { readonly, timeout: journalLimits.busyMillisecondsMax });
  for (const pragma of keyPragmas(cipher, key)) database.pragma(pragma);
  return database;
}
