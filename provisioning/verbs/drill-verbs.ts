import { Problem } from '../../protocol/problem.js';
import type { BackupProgress } from '../backup/node-backups.js';
import type { DrillEvidence } from '../backup/site/backup-state.js';
import type { VerbContext } from './verb-context.js';

/** `site-drill` {}: restores the newest backup of each place aside; answers when all is done. */
export async function drillSite(context: VerbContext): Promise<readonly DrillEvidence[]> {
  return drillOf(context).run();
}

/** `site-drill-progress` {}: `null` when nothing is being copied. */
export async function siteDrillProgress(context: VerbContext): Promise<BackupProgress | null> {
  return drillOf(context).progress() ?? null;
}

function drillOf({ siteDrill }: VerbContext): NonNullable<VerbContext['siteDrill']> {
  if (siteDrill === undefined) throw new Problem('usage-wrong', 'this is the folder of the hub');
  return siteDrill;
}
