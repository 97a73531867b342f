import type { ResourceId } from '../../protocol/ids.js';
import type { SearchValue } from '../search/search-value.js';

/** An entry of a node's audit as it stands, whether the chain still proves it or not (rule R65). */
export interface KeptEntry {
  /** From 1 without gaps (rule R4). */
  readonly number: number;
  /** By the node's clock, milliseconds since 1970. */
  readonly milliseconds: number;
  readonly author: string;
  readonly action: string;
  readonly subject: string;
  readonly outcome: 'done' | 'refused';
  /** The chain over all entries up to this one. */
  readonly chain: Uint8Array;
  /** Whom the record that it is about is filed with now; absent where nobody is known. */
  readonly patient?: ResourceId;
}

/** Who: by the reference that they are, wherever they asked; or by what stands in the audit. */
export interface SoughtAgents {
  readonly references: readonly string[];
  readonly names: readonly string[];
}

/** What was concerned: any of some resources; of a patient, all that is filed with them now, too. */
export interface SoughtEntities {
  readonly references: readonly string[];
  readonly patients: readonly ResourceId[];
}

/** Entries that are still to be looked at: from the one up to the other. */
export interface AuditStretch {
  readonly from: number;
  readonly to: number;
}

/** Each list is met in all its members; what is absent asks for nothing. */
export interface AuditQuery {
  /** Each is met by any of its values, dates. */
  readonly times: readonly (readonly SearchValue[])[];
  readonly agents: readonly SoughtAgents[];
  readonly entities: readonly SoughtEntities[];
  /** Keys of classes of entries, `classKeyOf`. */
  readonly classes?: readonly string[];
  readonly numbers?: readonly number[];
  /** In the order of their numbers; otherwise the last first. */
  readonly isRising: boolean;
  readonly count: number;
  /** Absent: all that is there now. */
  readonly stretch?: AuditStretch;
}

/** May hold less than was asked for, or nothing, and go on all the same. */
export interface AuditPage {
  readonly entries: readonly KeptEntry[];
  /** What was not looked at yet. */
  readonly next?: AuditStretch;
}
