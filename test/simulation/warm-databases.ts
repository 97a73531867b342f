import { closeSync, ftruncateSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Database, Statement } from 'better-sqlite3';
import { copyFolder, imageOf } from './disk.js';

/** So many are kept open of each template: those of the largest run. */
const warmMax = 200;
const database = 'journal.db';

/** A database that is open, keyed, and has its schema read and its statements prepared. */
export interface WarmDatabase {
  readonly database: Database;
  readonly statements: Map<string, Statement<unknown[], Record<string, unknown>>>;
  /** Those of who looks on: how a statement gives its rows is said of it once, and not as the programs say it. */
  readonly beside: Map<string, Statement<unknown[], Record<string, unknown>>>;
  /** What it was told once, with what it said. */
  readonly answers: Map<string, unknown>;
}

export function openWarm(database: Database): WarmDatabase {
  return { database, statements: new Map(), beside: new Map(), answers: new Map() };
}

/**
 * An open database forgets its file: without its write-ahead log and without pages in memory, SQLite reads all of it anew,
 * and what a crash left in the log is recovered as at an opening. False when it does not.
 */
export function forgetFile(open: Database): boolean {
  if (open.inTransaction) open.exec('ROLLBACK');
  if (open.pragma('journal_mode=DELETE', { simple: true }) !== 'delete') return false;
  // The lock is let go of with the next look at the file.
  open.pragma('locking_mode=NORMAL');
  open.pragma('user_version');
  open.pragma('shrink_memory');
  return true;
}

/** The folder of a box, and the database in it, which the last program that used it left open. */
export interface Place {
  readonly folder: string;
  readonly template: string;
  /** It has forgotten its file, which is put in place before the next program of the run, or of the next run, takes it. */
  warm: WarmDatabase | undefined;
}

/**
 * Folders of boxes that are used in one run after the other. To open a database, read its schema and prepare its
 * statements costs more than most runs do with it; its file is as new in each.
 */
export class WarmDatabases {
  readonly #folder: string;
  readonly #free = new Map<string, Place[]>();
  readonly #contents = new Map<string, Buffer>();

  /** @param folder where places are made */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** A folder as a template has it. */
  take(template: string): Place {
    const known = this.#free.get(template)?.pop();
    if (known !== undefined) return known;
    const folder = mkdtempSync(join(this.#folder, 'place-'));
    copyFolder(template, folder);
    return { folder, template, warm: undefined };
  }

  /** The run is over, and everything else that had the database open has closed it. */
  giveBack(place: Place): void {
    const { folder, template, warm } = place;
    rmSync(imageOf(folder), { recursive: true, force: true });
    const free = this.#free.get(template) ?? [];
    this.#free.set(template, free);
    if (warm !== undefined && free.length < warmMax) {
      this.#reset(place);
      free.push({ ...place });
      return;
    }
    warm?.database.close();
    rmSync(folder, { recursive: true, force: true });
  }

  close(): void {
    for (const { warm } of [...this.#free.values()].flat()) warm?.database.close();
  }

  /** Makes the file what it was. */
  #reset({ folder, template }: Place): void {
    for (const name of readdirSync(folder)) {
      if (name !== database) rmSync(join(folder, name), { recursive: true, force: true });
    }
    this.#write(join(folder, database), this.#contentOf(template));
  }

  #write(path: string, content: Buffer): void {
    const file = openSync(path, 'r+');
    try {
      writeSync(file, content, 0, content.length, 0);
      ftruncateSync(file, content.length);
    } finally {
      closeSync(file);
    }
  }

  #contentOf(template: string): Buffer {
    const known = this.#contents.get(template) ?? readFileSync(join(template, database));
    this.#contents.set(template, known);
    return known;
  }
}
