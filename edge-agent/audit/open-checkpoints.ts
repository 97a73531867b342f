import type { SyncEngineOptions } from '../sync-engine-options.js';
import { CheckpointTeller } from './checkpoint-teller.js';

type Ground = Pick<SyncEngineOptions, 'journal' | 'node' | 'receipts' | 'now' | 'timers' | 'onError'>;

/** Who tells the hub of this site's audit. */
export function openCheckpoints({ journal, node, receipts, now, timers, onError }: Ground): CheckpointTeller {
  const given = { ...(receipts && { receipts }), ...(timers && { timers }) };
  return new CheckpointTeller({ audit: journal.audit, site: node.code, ...given, now, onError });
}
