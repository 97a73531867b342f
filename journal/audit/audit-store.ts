import type { AuditMark } from '../../protocol/audit/audit-mark.js';

/** How far a walk along the audit has come. */
export interface AuditPlace {
  /** The last entry that was walked. */
  readonly count: number;
  /** The chain over all entries up to it, reckoned anew from what they say. */
  readonly chain: Uint8Array;
}

export interface WalkedAudit extends AuditPlace {
  /** The first entry that does not follow from those before it; behind the last one where entries are missing there; 0: none. */
  readonly brokenAt: number;
  /** Nothing is left to walk. */
  readonly done: boolean;
}

/** A node's own audit, as its end and its chain. */
export interface AuditStore {
  /** What is committed. */
  mark(): Promise<AuditMark>;
  /** The heads as they stand at some counts, rising; shorter where the audit ends before. At 0 it is that of nothing. */
  headsAt(counts: readonly number[]): Promise<readonly Uint8Array[]>;
  /** Walks a few entries on; synchronous within, so `entriesMax` says for how long nobody else has a turn. */
  walk(from: AuditPlace, entriesMax: number): Promise<WalkedAudit>;
}
