import type { ProblemCode } from '../problem.js';

/** How the restore drills of a site stand (rule B14). */
export const drillStandings = ['none', 'ok', 'failed', 'overdue'] as const;
export type DrillStanding = (typeof drillStandings)[number];

/** A place where a site keeps backups; times in milliseconds since 1970 by the site's own clock. */
export interface PlaceFacts {
  /** `box`, `hub`, or the path of a folder. */
  readonly place: string;
  readonly madeAt: number | null;
  /** Why the last attempt there came to nothing; `null` while all is well. */
  readonly failed: ProblemCode | null;
}

/** The last drill of a place. */
export interface DrillFacts {
  readonly place: string;
  readonly at: number;
  /** How long it took. */
  readonly milliseconds: number;
  /** When the backup was made that was restored. */
  readonly madeAt: number | null;
  readonly bytes: number;
  readonly versions: number;
  readonly result: 'ok' | ProblemCode;
}

/** What a site says of its backups and drills (rule B14); nothing of a patient. */
export interface BackupFacts {
  readonly standing: DrillStanding;
  readonly places: readonly PlaceFacts[];
  readonly drills: readonly DrillFacts[];
}

/** Of a site of before, that says nothing of them. */
export const noBackupFacts: BackupFacts = { standing: 'none', places: [], drills: [] };
