import { type ClockStamp, compareStamps } from '../../protocol/clock.js';
import type { ChangeId } from '../../protocol/ids.js';

/** What decides between two versions that did not know of each other. */
export interface VersionStamp {
  /** The stamp that counts in merge: the version's own, or what the hub put in its place. */
  readonly stamp: ClockStamp;
  readonly changeId: ChangeId;
}

/** Orders versions: negative when `left` is earlier; equal stamps are told apart by the change id (rule M1). */
export function compareVersions(left: VersionStamp, right: VersionStamp): number {
  const order = compareStamps(left.stamp, right.stamp);
  if (order !== 0) return order;
  return left.changeId < right.changeId ? -1 : left.changeId > right.changeId ? 1 : 0;
}

/**
 * Whether `incoming` leads in place of `current`: the later stamp, then the greater change id. A total order, so every
 * replica ends at the same version in whatever order versions come.
 */
export function wins(incoming: VersionStamp, current: VersionStamp): boolean {
  return compareVersions(incoming, current) > 0;
}
