import type { Reject } from '../../protocol/control/receipt.js';
import type { SiteCode } from '../../protocol/ids.js';
import type { Lane } from '../../protocol/lane.js';
import type { ProblemCode } from '../../protocol/problem.js';
import type { LogKey } from '../sync-store.js';
import type { Untold } from './dead-letters.js';

/** What has not been confirmed of one lane. */
export interface LaneUntold extends Untold {
  readonly lane: Lane;
}

/** What a node has taken note of, of what the other end refused. */
export interface Confirmation {
  readonly lane: Lane;
  readonly rejects: readonly Reject['seq'][];
  readonly mended: readonly number[];
}

export interface ReplayReport {
  /** Changes that were tried again. */
  readonly tried: number;
  /** Those that are applied now. */
  readonly mended: number;
}

/** Batches of a site's log, or of the hub's for it, that came with another content under known numbers (rule S6). */
export interface Quarantined {
  readonly site: SiteCode;
  /** Different ones; the same again counts once. */
  readonly batches: number;
  readonly lastMilliseconds: number;
}

/** Changes that could not be applied here, and what the other end could not apply of ours (rules P1, P4–P6). */
export interface PoisonStore {
  /** What the writer of a log received here has not confirmed; lanes with nothing are left out. */
  untold(log: LogKey): Promise<readonly LaneUntold[]>;
  /** The writer of a log received here knows of these. */
  confirm(log: LogKey, confirmation: Confirmation): Promise<void>;
  /** Tries all changes that are set aside again, in the order of their logs; each group by itself. */
  replay(): Promise<ReplayReport>;
  /** The same, once for each version of the software; `undefined` when this one has done it. */
  replayAfterUpgrade(software: string): Promise<ReplayReport | undefined>;
  /** How many changes are set aside, by code. */
  counts(): Promise<readonly { readonly code: ProblemCode; readonly count: number }[]>;
  /** What lies aside for a person to look at, by site; it is never tried again. */
  quarantined(): Promise<readonly Quarantined[]>;
}
