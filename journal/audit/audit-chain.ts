import { createHash } from 'node:crypto';
import { ByteWriter } from '../../protocol/bytes.js';
import type { AuditEntry } from '../record-store.js';

/** The chain before the first entry. */
export const auditChainStart: Uint8Array = Buffer.alloc(32);

/** SHA-256 over the chain before and an entry. */
export function nextAuditChain(
  previous: Uint8Array,
  entry: Omit<AuditEntry, 'action'> & { readonly action: string; readonly milliseconds: number },
): Uint8Array {
  const writer = new ByteWriter().integer(entry.milliseconds);
  for (const text of [entry.author, entry.action, entry.subject, entry.outcome]) writer.text(text);
  return createHash('sha256').update(previous).update(writer.finish()).digest();
}
