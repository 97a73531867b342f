import Sqlite from 'better-sqlite3';
import { nodeSql } from '../../journal/sql/node.js';
import { keyPragmas } from '../../journal/sqlite/key.js';
import { unlockDataKey } from '../../provisioning/custody/key-slots.js';
import { nodePaths } from '../../provisioning/node-folder.js';

/** A row of a node's audit trail. */
export interface AuditLine {
  readonly author: string;
  readonly action: string;
  readonly subject: string;
  readonly outcome: string;
}

/** Reads the audit trail of a node, running or not. */
export async function readAudit(dir: string): Promise<readonly AuditLine[]> {
  const database = new Sqlite(nodePaths(dir).journal, { readonly: true });
  try {
    for (const pragma of keyPragmas('aegis', await unlockDataKey(dir))) database.pragma(pragma);
    return database.prepare(nodeSql.readAudit.text).all(0, 1_000_000) as AuditLine[];
  } finally {
    database.close();
  }
}
