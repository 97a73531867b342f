import { findAuditBreak } from './audit/read-audit.js';
import type { Connection } from './sqlite/connection.js';

/** Reads every page, and follows the audit chain from its first row. */
export function verify(connection: Connection): { readonly pages: boolean; readonly audit: boolean } {
  return {
    pages: connection.pragma('integrity_check(1)') === 'ok',
    audit: findAuditBreak(connection) === undefined,
  };
}
