import type { JournalContext } from '../context.js';
import { type FamilyRow, snapshotSql } from '../sql/snapshots.js';

/** Whether a version names another as its predecessor. */
function names({ predecessors }: FamilyRow, { changeId }: FamilyRow): boolean {
  for (let start = 0; start < predecessors.length; start += changeId.length) {
    if (Buffer.compare(predecessors.subarray(start, start + changeId.length), changeId) === 0) return true;
  }
  return false;
}

/**
 * The versions of a resource that supersede one, and those that supersede them, in the order in which they came: who
 * holds it must know them too, or it would look concurrent with what replaced it (rules F6, M3).
 */
export function followersIn(family: readonly FamilyRow[], key: number): readonly FamilyRow[] {
  const reached = new Set(family.filter((row) => row.key === key));
  // What is added while the set is walked is walked too.
  for (const row of reached) for (const other of family) if (names(other, row)) reached.add(other);
  return family.filter((row) => row.key !== key && reached.has(row));
}

/** The same of a resource that stands in the journal. */
export function followersOf({ connection }: JournalContext, resource: number, key: number): readonly number[] {
  return followersIn(connection.all(snapshotSql.family, resource), key).map((row) => row.key);
}
