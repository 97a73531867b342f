import { existsSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite, { type Database } from 'better-sqlite3';
import { keyPragmas } from '../../journal/sqlite/key.js';
import type { Box } from './box.js';
import { imageOf } from './disk.js';
import { databaseKey } from './templates.js';

/** The database of a box, read beside its program with statements of the simulator's own. */
export type Beside = Pick<Database, 'prepare'>;

/** Reads what is committed at a box. */
export type ReadBeside = <Answer>(box: Box, read: (database: Beside) => Answer) => Answer;

/**
 * Reads the database of a box whose program is down, or in the middle of something. To open a database costs more than to
 * read it: one that is open is asked for itself ({@link ReadBeside} of a world).
 */
export const readDisk: ReadBeside = (box, read) => {
  // While its program is down, what its disk holds is the image of its death.
  const folder = existsSync(imageOf(box.folder)) ? imageOf(box.folder) : box.folder;
  const database = new Sqlite(join(folder, 'journal.db'), { readonly: true });
  try {
    for (const pragma of keyPragmas('aegis', databaseKey)) database.pragma(pragma);
    return read(database);
  } finally {
    database.close();
  }
};
