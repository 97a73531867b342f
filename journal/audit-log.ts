import { createHash } from 'node:crypto';
import { ByteWriter } from '../protocol/bytes.js';
import type { JournalContext } from './context.js';
import { readNode } from './node-state.js';
import type { AuditEntry } from './record-store.js';
import { type AuditRow, nodeSql } from './sql/node.js';
import type { Connection } from './sqlite/connection.js';

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

/** The first audit row whose chain does not follow from the rows before it; `undefined` when all do. */
export function findAuditBreak(connection: Connection): number | undefined {
  let chain: Uint8Array = Buffer.alloc(32);
  let broken: number | undefined;
  connection.each<AuditRow>(nodeSql.readAudit, [0, Number.MAX_SAFE_INTEGER], (row) => {
    chain = nextAuditChain(chain, row);
    if (Buffer.compare(chain, row.chain) === 0) return true;
    broken = row.id;
    return false;
  });
  const last = readNode(connection).auditChain;
  return broken ?? (Buffer.compare(chain, last) === 0 ? undefined : 0);
}

function nextAuditChain(previous: Uint8Array, entry: AuditEntry & { readonly milliseconds: number }): Uint8Array {
  const writer = new ByteWriter().integer(entry.milliseconds);
  for (const text of [entry.author, entry.action, entry.subject, entry.outcome]) writer.text(text);
  return createHash('sha256').update(previous).update(writer.finish()).digest();
}
