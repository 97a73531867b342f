import type { RetentionKind } from '../../record/privacy/retention.js';
import { addAudit } from '../audit-log.js';
import type { JournalContext } from '../context.js';

/** Who deletes what is over, in the audit. */
const sweeper = 'carnet:retention';

/** Writes into the audit how much of a kind was deleted, within the transaction that deletes it (rule R45). */
export function noteSweep(context: JournalContext, kind: RetentionKind, rows: number): void {
  addAudit(
    context,
    [{ author: sweeper, action: `sweep ${kind} ${rows}`, subject: '', outcome: 'done' }],
    context.now(),
  );
}
