import type { AuditAction } from '../../journal/audit/audit-words.js';
import type { VerbContext } from './verb-context.js';

/** Who is at the command line, in audits and in what people are told. */
export const operatorAuthor = 'carnet:operator';

/** Keeps in the audit what somebody did at the command line to who may use the node. @param subject author of whom it is about */
export async function noteOperator({ journal }: VerbContext, action: AuditAction, subject: string): Promise<void> {
  await journal.records.audit([{ author: operatorAuthor, action, subject, outcome: 'done' }]);
}
