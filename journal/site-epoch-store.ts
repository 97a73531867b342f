import type { Cursor } from '../protocol/change.js';
import type { LaneCursor } from '../protocol/control/durability.js';
import type { EarlierFeed } from '../protocol/control/hello.js';
import type { Welcome } from '../protocol/control/welcome.js';
import type { Fork, ForkReason } from '../protocol/epoch/fork.js';
import type { CommonPoint, OwnLog, WelcomeVerdict } from '../protocol/epoch/judge-welcome.js';
import type { Witness } from '../protocol/epoch/witness.js';
import type { Lane } from '../protocol/lane.js';
import type { SealedRun } from './epoch/earlier-feeds.js';

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
   * durable and safe are set back to what the welcome says (rule E15), the feed that it had until now is an earlier one,
   * and what the hub had got back of others counts as lost again. Returns whether the site had spoken under another one.
   */
  adoptHubEpoch(welcome: Welcome): Promise<boolean>;
  /** The earliest feed that the hub has not all got back (rule E16). */
  earlierFeed(): Promise<EarlierFeed | undefined>;
  /** The latest of the hub's marks of a lane of an earlier feed that this site holds too. */
  commonMark(query: { hubEpoch: number; lane: Lane; marks: readonly LaneCursor[] }): Promise<Cursor>;
  /** What comes after a place of an earlier feed, up to the next seal of the hub. */
  sealedRun(hubEpoch: number, lane: Lane, after: Cursor): Promise<SealedRun | undefined>;
  /** The hub holds all of an earlier feed, as long as it is not put back again; returns whether it lacks another one. */
  settleFeed(hubEpoch: number): Promise<boolean>;
}
