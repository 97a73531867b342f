import { closeSync, copyFileSync, existsSync, fsyncSync, openSync, readSync } from 'node:fs';
import { Problem } from '../../protocol/problem.js';
import { checkKeyForm, defaultCipher, keyCheck, keyValue } from './key.js';
import { type DatabaseOptions, openKeyed } from './keyed.js';
import { bringIntoOneFile } from './one-file.js';
import { problemOfSqlite } from './sqlite-problem.js';

/** A database that nobody has open, and where its copy under another key goes. */
export interface RekeyOrder extends Pick<DatabaseOptions, 'isEachCommitSynced'> {
  readonly file: string;
  readonly target: string;
  /** 64 hexadecimal digits each. */
  readonly key: string;
  readonly nextKey: string;
  /** `false` where a power cut may take the last commits (see `DatabaseOptions`). */
  readonly durable: boolean;
}

/**
 * Writes a copy of a database under another key, page for page; reads and so authenticates every page on the way. The
 * database itself is only brought into one file. Blocks; the copy is on the disk when this returns.
 * @throws Problem `database-key-wrong`, `database-corrupt`, `disk-full`, `permission-denied`
 */
export function copyUnderKey({ target, nextKey, ...database }: RekeyOrder): void {
  const { file, key } = database;
  bringIntoOneFile({ ...database, cipher: defaultCipher });
  copyFileSync(file, target);
  rekeyFile(target, key, nextKey);
}

/** Puts a file that nobody else needs under another key, in place; cut off, it is lost. */
export function rekeyFile(file: string, key: string, nextKey: string): void {
  checkKeyForm(nextKey);
  try {
    const database = openKeyed(file, defaultCipher, key, false);
    try {
      // A key cannot be changed beside a write-ahead log; and what is cut off is thrown away whole, so nothing is logged.
      for (const setting of ['journal_mode=DELETE', 'journal_mode=OFF', 'synchronous=OFF']) database.pragma(setting);
      database.pragma(`rekey="${keyValue(nextKey)}"`);
    } finally {
      database.close();
    }
    syncFile(file);
  } catch (error) {
    throw problemOfSqlite(error);
  }
  if (headOf(file) !== keyCheck(nextKey)) throw new Problem('internal', 'the copy is not under its key');
}

/** The first 16 bytes of a database, hex, which tell its key (rule J3); `undefined` of one that holds less. */
export function headOf(file: string): string | undefined {
  if (!existsSync(file)) return undefined;
  const head = Buffer.alloc(16);
  const descriptor = openSync(file, 'r');
  try {
    return readSync(descriptor, head) === head.length ? head.toString('hex') : undefined;
  } finally {
    closeSync(descriptor);
  }
}

function syncFile(file: string): void {
  const descriptor = openSync(file, 'r+');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
