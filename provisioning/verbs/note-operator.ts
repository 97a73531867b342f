import type { AuditAction } from '../../journal/audit/audit-words.js';
import { commandLineAuthor } from '../../record/accounts/program-author.js';
import type { VerbContext } from './verb-context.js';

/** Keeps in the audit what somebody did at the command line to who may use the node. @param subject author of whom it is about */
export async function noteOperator({ journal }: VerbContext, action: AuditAction, subject: string): Promise<void> {
  await journal.records.audit([{ author: commandLineAuthor, action, subject, outcome: 'done' }]);
}
