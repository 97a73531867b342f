import Sqlite, { type Database } from 'better-sqlite3';
import { journalLimits } from '../limits.js';
import { type Cipher, keyPragmas } from './key.js';

export interface DatabaseOptions {
  readonly file: string;
  /** 64 hexadecimal digits. */
  readonly key: string;
  readonly cipher: Cipher;
  /** The newest migration that this program knows. */
  readonly migrationMax: number;
  /** The file may not grow beyond this; `disk-full` then. */
  readonly databaseBytesMax?: number;
}

/** Opens and keys; nothing has been read yet when this returns. */
export function openKeyed(file: string, cipher: Cipher, key: string, readonly: boolean): Database {
  const database = new Sqlite(file, { readonly, timeout: journalLimits.busyMillisecondsMax });
  for (const pragma of keyPragmas(cipher, key)) database.pragma(pragma);
  return database;
}
