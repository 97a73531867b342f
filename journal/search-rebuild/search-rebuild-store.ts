/** The search rows of a site that a program of another version wrote, and how they become this one's (rule J20). */
export interface SearchRebuildStore {
  /** Versions whose rows may not be of this program yet; 0 when searches find all. */
  readonly waitingVersions: number;
  /** Makes the rows of the next versions again, at most so many, in one transaction; resolves with how many wait. */
  round(versionsMax: number): Promise<number>;
  /** Notes that all rows are of this program now, so that the next opening need not look. */
  keep(): Promise<void>;
}

/** Where there is nothing to make again: the hub's rows lie in a file with a version of its own. */
export const nothingToRebuild: SearchRebuildStore = {
  waitingVersions: 0,
  round: async () => 0,
  keep: async () => {},
};
