import { nextAuditChain } from './audit/audit-chain.js';
import type { JournalContext } from './context.js';
import { readNode } from './node-state.js';
import type { AuditEntry } from './record-store.js';
import { nodeSql } from './sql/node.js';

/** Adds audit rows; each carries a hash over the one before, so that none can be changed or taken out unseen. */
export function addAudit(context: JournalContext, entries: readonly AuditEntry[], nowMilliseconds: number): void {
  const { connection, names } = context;
  let chain = readNode(connection).auditChain;
  const milliseconds = Math.floor(nowMilliseconds);
  for (const entry of entries) {
    chain = nextAuditChain(chain, { ...entry, milliseconds });
    const author = names.author(entry.author);
    connection.run(nodeSql.addAudit, milliseconds, author, entry.action, entry.subject, entry.outcome, chain);
  }
  connection.run(nodeSql.setAuditChain, chain);
}
