import type { DrillStanding } from '../../../protocol/facts/backup-facts.js';
import type { BackupState } from './backup-state.js';

/** A drill that came to nothing so many periods long is told. */
const overduePeriods = 2;

/**
 * `failed`: the last drill of a place found its backup not good. `overdue`: a place with a backup has had none for two
 * periods. A box that was away cannot have drilled, so the time since its program started counts, too.
 */
export function drillStanding(
  { places, drills }: BackupState,
  periodMilliseconds: number,
  startedAt: number,
  now: number,
): DrillStanding {
  // One that the hub has dropped is none any more, and what its drill showed still stands.
  const isDrilled = (place: string) => drills.some((each) => each.place === place);
  const drilled = places.filter(({ place, madeAt }) => madeAt !== null || isDrilled(place));
  const last = drilled.map(({ place }) => drills.find((each) => each.place === place));
  // The hub cannot be asked while no link works, and that is told of the links.
  const isBad = (result: string) => result !== 'ok' && result !== 'hub-unreachable' && result !== 'time-out';
  if (last.some((drill) => drill !== undefined && isBad(drill.result))) return 'failed';
  const good = drilled.map(({ place }) => drills.find((each) => each.place === place && each.result === 'ok')?.at);
  const limit = now - overduePeriods * periodMilliseconds;
  const isOverdue = (at: number | undefined) => Math.max(at ?? 0, startedAt) < limit;
  if (periodMilliseconds > 0 && good.some(isOverdue)) return 'overdue';
  return good.some((at) => at !== undefined) ? 'ok' : 'none';
}
