import Sqlite from 'better-sqlite3';
import { Connection } from './connection.js';

/** A database in memory, of which nothing reaches a disk. */
export function openMemory(): Connection {
  const connection = new Connection(new Sqlite(':memory:'));
  // What SQLite sets aside would else lie in a file, in clear.
  connection.pragma('temp_store=MEMORY');
  return connection;
}
