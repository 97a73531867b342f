import type { Welcome } from '../protocol/control/welcome.js';
import type { Fork, ForkReason } from '../protocol/epoch/fork.js';
import type { CommonPoint, OwnLog, WelcomeVerdict } from '../protocol/epoch/judge-welcome.js';
import type { Witness } from '../protocol/epoch/witness.js';

/** What the next epoch of a site is made from. */
export interface NewEpoch {
  readonly reason: ForkReason;
  /** The new epoch is beyond this one, and beyond the site's own. */
  readonly above: number;
  /** Up to here the hub holds the log; own epochs after that one are unknown to it. */
  readonly from: CommonPoint;
}

/** A site's own epochs, as its journal keeps them. */
export interface SiteEpochStore {
  /** The log that this site writes now, and how it began. */
  ownLog(): Promise<OwnLog>;
  judgeWelcome(welcome: Welcome): Promise<WelcomeVerdict>;
  /** Whether this database lacks what the witness says was committed before it was sent (rule E9). */
  isBehind(witness: Witness): Promise<boolean>;
  /**
   * Takes a new epoch in one transaction: what the hub does not hold of this site's own log is entered again, in order
   * and under the same change ids, in the log of the new epoch; the earlier log ends at the fork point (rule E10).
   */
  newEpoch(command: NewEpoch): Promise<{ readonly epoch: number; readonly fork: Fork }>;
  /**
   * Takes over the hub epoch of a welcome. Under another one than before, what the hub had receipted counts no more:
   * durable and safe are set back to what the welcome says (rule E15).
   */
  adoptHubEpoch(welcome: Welcome): Promise<void>;
}
