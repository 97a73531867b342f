import type { HeldAt } from '../../protocol/control/digest-message.js';
import type { ChangeId, SiteCode } from '../../protocol/ids.js';
import type { HeadSet } from './head-set.js';

/** What a site holds, and the cursors at which that was so. */
export interface Held {
  readonly at: HeldAt;
  readonly heads: HeadSet;
}

/** What a site should hold, as the hub knows it. */
export interface Expected {
  readonly heads: HeadSet;
  /** Current versions within the site's interest that were never put into its feed. */
  readonly unfed: readonly ChangeId[];
}

/** When both ends were last proved equal, and at which cursors. */
export interface Proof {
  readonly atMilliseconds: number;
  readonly at: HeldAt;
}

/** What both ends compare to prove that nothing is missing (rules D1–D6). Long work is done in short turns. */
export interface DigestStore {
  /** At a site: everything that is held, at one moment. */
  held(): Promise<Held>;
  /**
   * At the hub: everything that came from a site or went to it, up to the cursors that it stated. `not-now` while its log
   * has not come that far, the hub's epoch is another, or fan-out has something waiting; `fork` when the logs differ.
   */
  expected(site: SiteCode, at: HeldAt): Promise<Expected | 'not-now' | 'fork'>;
  /** At the hub: of these change ids, those that are not here. */
  lacking(changeIds: readonly Uint8Array[]): Promise<readonly Uint8Array[]>;
  /** At a site: enters versions that were written here into its own log again; returns how many. Others are passed over. */
  enterAgain(changeIds: readonly Uint8Array[]): Promise<number>;
  /** Keeps that a site (at a site: this one) was proved complete. */
  noteProof(site: SiteCode, proof: Proof): Promise<void>;
  /** Keeps that a site was found different; returns whether it was not known to be. */
  noteMismatch(site: SiteCode, atMilliseconds: number): Promise<boolean>;
  proof(site: SiteCode): Promise<Proof | undefined>;
  /** When a site was found different, if it has not been proved since; milliseconds since 1970. */
  mismatch(site: SiteCode): Promise<number | undefined>;
}
