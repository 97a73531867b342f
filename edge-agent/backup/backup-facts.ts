import type { BackupFacts } from '../../protocol/facts/backup-facts.js';
import type { BackupState } from '../../provisioning/backup/site/backup-state.js';
import { drillStanding } from '../../provisioning/backup/site/drill-standing.js';

/** What ops is told of a site's backups: each place, and the last drill of each (rule B14). */
export function backupFactsOf(
  state: BackupState,
  drillMilliseconds: number,
  startedAt: number,
  now: number,
): BackupFacts {
  const drills = state.places.flatMap(({ place }) => state.drills.find((each) => each.place === place) ?? []);
  return {
    standing: drillStanding(state, drillMilliseconds, startedAt, now),
    places: state.places.map(({ place, madeAt, failed }) => ({ place, madeAt, failed: failed?.code ?? null })),
    drills: drills.map(({ file: _, ...drill }) => drill),
  };
}
