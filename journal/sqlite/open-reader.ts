import { Connection } from './connection.js';
import type { Cipher } from './key.js';
import { openKeyed } from './keyed.js';
import { problemOfSqlite } from './sqlite-problem.js';

/**
 * A further connection to a database that this program has open, for reading only: it sees what is committed and is
 * never in the way of the writer.
 * @throws Problem `permission-denied` also when there is no such file
 */
export function openReader(file: string, cipher: Cipher, key: string): Connection {
  try {
    const connection = new Connection(openKeyed(file, cipher, key, true));
    connection.pragma('temp_store=MEMORY');
    return connection;
  } catch (error) {
    throw problemOfSqlite(error);
  }
}
