import { journalLimits } from '../limits.js';
import type { Connection } from './connection.js';

/**
 * Writes all of the write-ahead log into the database and empties it. Whether that was done: not while somebody reads an
 * earlier state, as a backup under way does, and nobody waits for them here.
 */
export function emptyLog(connection: Connection): boolean {
  connection.pragma('busy_timeout=0');
  try {
    return connection.pragma('wal_checkpoint(TRUNCATE)') === 0;
  } finally {
    if (!connection.failed) connection.pragma(`busy_timeout=${journalLimits.busyMillisecondsMax}`);
  }
}
