import type { ResourceId } from '../../protocol/ids.js';
import type { RetentionDays, sweptKinds } from '../../record/privacy/retention.js';

export type SweptKind = (typeof sweptKinds)[number];

/** A record that nothing was written in for long. */
export interface DueRecord {
  readonly patient: ResourceId;
  /** When anything in it was last written here; milliseconds since 1970. */
  readonly lastMilliseconds: number;
}

export interface DuePage {
  readonly records: readonly DueRecord[];
  /** Go on after this; absent: that was all. */
  readonly next?: string;
}

/** For how long a node keeps what, and what is over (rules R44 to R46). All methods reject with Problem. */
export interface RetentionStore {
  days(): Promise<RetentionDays>;
  /** Keeps other times with an audit row for each, in one transaction. @throws Problem `usage-wrong` outside of the bounds */
  setDays(changes: Partial<RetentionDays>, author: string): Promise<void>;
  /**
   * Deletes some of a kind whose time was over before a moment, with its audit row in the same transaction.
   * @param nowMilliseconds the earliest that it can be
   * @returns how many rows went; as many as it may delete at once: there may be more
   */
  sweep(kind: SweptKind, nowMilliseconds: number): Promise<number>;
  /** Records in which nothing was written since a moment; a bounded number is looked at. */
  due(beforeMilliseconds: number, after: string): Promise<DuePage>;
}
