import type { LinkSetupFault } from '../links/setup-faults.js';
import type { MonthAvailability } from './availability.js';
import type { BackupFacts } from './backup-facts.js';
import type { ProgramFacts } from './program-facts.js';
import type { SelfTestFacts } from './self-test.js';

/** What a site says of its box (rule L49); times in milliseconds since 1970 by the site's own clock. */
export interface BoxFacts {
  /** Of the program. */
  readonly version: string;
  /** When it was read. */
  readonly at: number;
  readonly certificateExpiresAt: number;
  /** Of the disk that holds the node's folder, to the MiB; 0 of 0 where the system does not say. */
  readonly diskFreeBytes: number;
  readonly diskTotalBytes: number;
  readonly memoryFreeBytes: number;
  /** `sure`: the hub's time was heard in this run, and the clock is within two minutes of it. */
  readonly clockState: 'sure' | 'unsure';
  /** Ahead of the hub when positive; `null` before its time was heard. */
  readonly clockOffsetMilliseconds: number | null;
  /** `null` where there is none, or nothing that tells of it. */
  readonly ups: UpsFacts | null;
  readonly backupAt: number | null;
  readonly drillAt: number | null;
  /** Whether a person holds bulk back here (rule L48). */
  readonly bulkHeld: boolean;
  /** The link that a person forced (rule L47). */
  readonly forcedLink: string | null;
  /** What is wrong with its links as they are set up (rule L25). */
  readonly linkFaults: readonly LinkSetupFault[];
  /** The last weekly self-test (rule O5); `null` before the first. */
  readonly selfTest: SelfTestFacts | null;
  /** Where its backups stand, and what their drills showed (rule B14). */
  readonly backups: BackupFacts;
  /** How long it was there for its users, this month and the one before (rule O9); the newest first. */
  readonly availability: readonly MonthAvailability[];
  /** Its program, and how its last upgrade ended (rule U9); `null` where a site of before says nothing of them. */
  readonly program: ProgramFacts | null;
  /** Version of the bundle of roots that it trusts (rule E39); absent of a site of before. */
  readonly trustVersion?: number;
}

export interface UpsFacts {
  /** As NUT writes it in `ups.status`: `OL`, `OB DISCHRG`, `OB LB` … */
  readonly state: string;
  readonly chargePercent: number | null;
}
