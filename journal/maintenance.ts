import { findAuditBreak } from './audit-log.js';
import type { JournalContext } from './context.js';
import { maintenanceSql } from './sql/maintenance.js';
import { streamSql } from './sql/streams.js';
import type { Connection } from './sqlite/connection.js';

/** Reads every page, and follows the audit chain from its first row. */
export function verify(connection: Connection): { readonly pages: boolean; readonly audit: boolean } {
  return {
    pages: connection.pragma('integrity_check(1)') === 'ok',
    audit: findAuditBreak(connection) === undefined,
  };
}

/** `VACUUM INTO`: the copy is consistent and stays encrypted; SQLite's backup call refuses an encrypted database. */
export function copyTo(connection: Connection, file: string): void {
  connection.run(maintenanceSql.copyTo, file);
}

/** Every change that the hub has received so far is in a backup; what a site may forget only the hub says. */
export function markSafe({ connection, role }: JournalContext): void {
  if (role === 'hub') connection.run(streamSql.markSafe);
}
