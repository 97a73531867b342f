import { copyFileSync, existsSync, readFileSync } from 'node:fs';
import Sqlite from 'better-sqlite3';
import type { CarriedErasure } from '../../journal/erasure/erasure-store.js';
import type { Journal } from '../../journal/open.js';
import { keyPragmas } from '../../journal/sqlite/key.js';
import type { ErasureOrder } from '../../protocol/erasures/erasure-order.js';
import { parseResourceId } from '../../protocol/ids.js';
import { testKey } from './journal-fixtures.js';

/** An order to erase a patient's record. */
export function erasureOf(patient: string, more: Partial<ErasureOrder> = {}): ErasureOrder {
  return {
    id: `erasure of ${patient}`,
    ...{ patient: parseResourceId(patient), resources: [], reason: 'court-order', reference: 'TGI Mfoundi 12/2026' },
    ...{ by: 'amina', author: 'Practitioner/amina', orderedMilliseconds: 1_800_000_000_000 },
    ...more,
  };
}

/** Carries an order out, with nothing of it left in a log or the hub's index; how it stands then. */
export async function eraseWholly(
  { erasures }: Pick<Journal, 'erasures'>,
  order: ErasureOrder,
): Promise<CarriedErasure> {
  await erasures.erase(order);
  await erasures.settle();
  return erasures.erase(order);
}

/** The tables of an encrypted database of which a cell holds a text. */
export function tablesWith(file: string, text: string): readonly string[] {
  const database = open(file);
  try {
    const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all() as string[];
    return tables.filter((table) => {
      for (const row of database.prepare(`SELECT * FROM "${table}"`).raw().iterate()) {
        const cells = (row as unknown[]).map((cell) =>
          cell instanceof Buffer ? cell.toString('latin1') : String(cell),
        );
        if (cells.some((cell) => cell.includes(text))) return true;
      }
      return false;
    });
  } finally {
    database.close();
  }
}

/** Whether a text stands in an encrypted database or its log. Decrypting writes the file anew: free places are not seen. */
export function pagesHold(file: string, text: string): boolean {
  const copy = `${file}.plain`;
  copyFileSync(file, copy);
  if (existsSync(`${file}-wal`)) copyFileSync(`${file}-wal`, `${copy}-wal`);
  const database = open(copy);
  database.pragma('journal_mode=DELETE');
  database.pragma("rekey=''");
  database.close();
  return readFileSync(copy).includes(text);
}

/** Leaves a text in free pages, as a program that does not overwrite what it frees. */
export function leaveInFreeSpace(file: string, text: string, key = testKey): void {
  const database = open(file, key);
  try {
    database.pragma('secure_delete=OFF');
    database.exec('CREATE TABLE left_over (text TEXT) STRICT');
    database.prepare('INSERT INTO left_over (text) VALUES (?)').run(`${text} `.repeat(400));
    database.exec('DROP TABLE left_over');
  } finally {
    database.close();
  }
}

function open(file: string, key = testKey): Sqlite.Database {
  const database = new Sqlite(file);
  for (const pragma of keyPragmas('aegis', key)) database.pragma(pragma);
  return database;
}

/** Whether a text stands anywhere in the decrypted pages of a database, free ones and free places in pages included. */
export function freeSpaceHolds(file: string, text: string, key = testKey): boolean {
  const database = open(file, key);
  try {
    // Page by page as SQLite reads them, decrypted and not put together anew.
    const pages = database.serialize();
    if (pages.subarray(0, 15).toString('latin1') !== 'SQLite format 3') throw new Error('the pages are not decrypted');
    return pages.includes(text);
  } finally {
    database.close();
  }
}
