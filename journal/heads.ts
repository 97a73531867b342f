import { Ancestry } from '../record/merge/ancestry.js';
import { changeIdOf, changeIdsOf } from './change-key.js';

/** A version as its place among the others of its resource needs it. */
export interface Kinship {
  /** 16 bytes. */
  readonly changeId: Uint8Array;
  /** 16 bytes each. */
  readonly predecessors: Uint8Array;
}

/** The versions of a resource that no other of them names as its predecessor (rule M3). */
export function headsOf<Version extends Kinship>(versions: readonly Version[]): readonly Version[] {
  const heads = new Set(ancestryOf(versions).heads());
  return versions.filter(({ changeId }) => heads.has(changeIdOf(changeId)));
}

export function ancestryOf(versions: readonly Kinship[]): Ancestry {
  return new Ancestry(
    versions.map(({ changeId, predecessors }) => ({
      id: changeIdOf(changeId),
      predecessors: changeIdsOf(predecessors),
    })),
  );
}
