import { type ClockStamp, compareStamps } from '../protocol/clock.js';
import type { ChangeId } from '../protocol/ids.js';

/** What decides between two versions of one resource. */
export interface VersionStamp {
  readonly stamp: ClockStamp;
  readonly changeId: ChangeId;
}

/** A version and the versions that its author had seen. */
export interface VersionParents extends VersionStamp {
  readonly predecessors: readonly ChangeId[];
}

/**
 * Whether `incoming` becomes the current version in place of `current` (rule M1): the later stamp wins, then the
 * greater change id. A total order, so every replica ends at the same version in whatever order versions come. A version
 * never loses to one that its author had seen, because its stamp is later (rule M2).
 */
export function wins(incoming: VersionStamp, current: VersionStamp): boolean {
  const order = compareStamps(incoming.stamp, current.stamp);
  return order === 0 ? incoming.changeId > current.changeId : order > 0;
}

/**
 * Whether neither of two versions knew of the other (rule M3). `predecessorsOf` gives the predecessors of a version by
 * its id, where it is known here; ancestors that are not known cannot be walked through.
 */
export function isConcurrent(
  left: VersionParents,
  right: VersionParents,
  predecessorsOf: (changeId: ChangeId) => readonly ChangeId[] = () => [],
): boolean {
  if (left.changeId === right.changeId) return false;
  return !hasAncestor(left, right.changeId, predecessorsOf) && !hasAncestor(right, left.changeId, predecessorsOf);
}

function hasAncestor(
  version: VersionParents,
  ancestor: ChangeId,
  predecessorsOf: (changeId: ChangeId) => readonly ChangeId[],
): boolean {
  const seen = new Set<ChangeId>();
  const waiting = [...version.predecessors];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (next === ancestor) return true;
    if (seen.has(next)) continue;
    seen.add(next);
    waiting.push(...predecessorsOf(next));
  }
  return false;
}
