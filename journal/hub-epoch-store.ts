import type { LaneCursor } from '../protocol/control/durability.js';
import type { Hello } from '../protocol/control/hello.js';
import type { EpochVerdict, RunStand } from '../protocol/epoch/judge-epoch.js';
import type { LeaseClaim, LeaseStand } from '../protocol/epoch/judge-lease.js';
import type { SiteCode } from '../protocol/ids.js';

/** What ops must know of a move: how much of the old epoch the site lacked. */
export interface MovedSite {
  readonly fedBack: number;
}

/** The hub's keeping of the epochs and leases of its sites, and its own epoch. */
export interface HubEpochStore {
  /** How the epoch of a hello stands against what is held here (rules E1, E10). */
  judgeEpoch(hello: Hello, run: RunStand): Promise<EpochVerdict>;
  /** Whether the hello shows that this hub was put back to an earlier state (rule E14). */
  isRestored(hello: Hello): Promise<boolean>;
  /**
   * Follows a site into its new epoch, in one transaction: proves the fork point, moves the site's epoch, puts the
   * site's own changes beyond the fork into its feed, so that it gets back what it lacks, and tells ops (rule E10).
   * @param feedBack unless the site gets everything anew
   * @throws Problem `epoch-unknown` when the fork cannot be proven
   */
  moveSite(hello: Hello, feedBack: boolean, atMilliseconds: number): Promise<MovedSite>;
  /** Who speaks for the site of a hello, and whether this copy was refused. */
  leaseStand(site: SiteCode, claim: LeaseClaim): Promise<LeaseStand>;
  /** The lease goes to this run; a readmitted copy takes it from the holder, which is refused from then on (rule E13). */
  grantLease(site: SiteCode, claim: LeaseClaim, atMilliseconds: number): Promise<void>;
  /** Refuses a copy until a person readmits it; whether it is the first time. */
  refuseCopy(site: SiteCode, claim: LeaseClaim, atMilliseconds: number): Promise<boolean>;
  /** Says that the copies which were refused may come back. @throws Problem `not-found` when none was refused */
  readmit(site: SiteCode, atMilliseconds: number): Promise<void>;
  /** Goes on under a hub epoch beyond `above`: open invites are void, nobody holds a lease (rule E14). */
  newHubEpoch(above: number, atMilliseconds: number): Promise<number>;
  /** How far a feed of this or an earlier hub epoch stands here. */
  feed(site: SiteCode, hubEpoch: number): Promise<readonly LaneCursor[]>;
}
