import type { ResourceId } from '../../protocol/ids.js';
import type { GlassReason, GlassVerdict } from '../../record/care/broken-glass.js';

/** The record of one patient, opened by somebody who does not care for them (rule R27). */
export interface BrokenGlass {
  readonly id: number;
  /** Who opened it: a FHIR reference, and the name that people know them by. */
  readonly author: string;
  readonly displayName: string;
  readonly patient: ResourceId;
  readonly reason: GlassReason;
  readonly beganMilliseconds: number;
  /** When it ends, or ended. */
  readonly untilMilliseconds: number;
  readonly review: GlassReview | undefined;
}

export interface GlassReview {
  readonly verdict: GlassVerdict;
  /** A FHIR reference. */
  readonly by: string;
  readonly atMilliseconds: number;
}

/** What the audit says that was done meanwhile: how often, by the word of the audit and the type, '' where no type is told. */
export interface GlassAct {
  readonly action: string;
  readonly type: string;
  readonly count: number;
}

/** Records that were opened without a relationship, kept at this node and in its backups. */
export interface GlassStore {
  add(opened: Omit<BrokenGlass, 'id' | 'review'> & { readonly credential: string }): Promise<void>;
  /** The one that is open for a session. */
  findOpen(credential: string, nowMilliseconds: number): Promise<BrokenGlass | undefined>;
  /** Ends what is open for a session. */
  end(credential: string, nowMilliseconds: number): Promise<void>;
  /** Who has the record of a patient open now. */
  lookers(patient: ResourceId, nowMilliseconds: number): Promise<readonly string[]>;
  /** Those that nobody has judged, the oldest first; or those that were, the newest first. */
  list(state: 'waiting' | 'reviewed', countMax: number): Promise<readonly BrokenGlass[]>;
  /** The newest first. */
  listOf(patient: ResourceId, countMax: number): Promise<readonly BrokenGlass[]>;
  find(id: number): Promise<BrokenGlass | undefined>;
  /** @returns false where somebody judged it before, or it is not there */
  review(id: number, review: GlassReview): Promise<boolean>;
  /** What who opened it did with that patient's record until it ended, as far as the audit says and a bounded look goes. */
  actsOf(opened: BrokenGlass): Promise<readonly GlassAct[]>;
}
