import type { Batch } from '../protocol/batch.js';
import type { LaneCursor } from '../protocol/control/durability.js';
import type { Hello } from '../protocol/control/hello.js';
import type { Welcome } from '../protocol/control/welcome.js';
import type { EpochVerdict, RunStand } from '../protocol/epoch/judge-epoch.js';
import type { LeaseClaim, LeaseStand } from '../protocol/epoch/judge-lease.js';
import type { SiteCode } from '../protocol/ids.js';

/** What ops must know of a move: how much of the old epoch the site lacked. */
export interface MovedSite {
  readonly fedBack: number;
}

/** A batch of an earlier feed; only what its own changes say is taken over. */
export interface ReturnedBatch {
  readonly site: SiteCode;
  readonly batch: Batch;
  readonly receivedMilliseconds: number;
}

/** What a returned batch came to: how many versions were new here, and how many the site's feed got for it. */
export interface TakenBack {
  readonly applied: number;
  readonly fed: number;
}

/** A version by its place in the hub's order, and by its change id. */
export interface VersionMark {
  readonly key: number;
  readonly changeId: string;
}

/** What the hub had committed, kept outside of its database. */
export interface HubWitness {
  readonly hubEpoch: number;
  readonly newest?: VersionMark;
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
  /** Places of the earlier feed that a hello names, as it stands here: see {@link Welcome.marks}. */
  feedMarks(hello: Hello): Promise<readonly LaneCursor[]>;
  /** Applies what a site returned of an earlier feed, proven by its seal: whose changes they are they say themselves. */
  applyReturned(command: ReturnedBatch): Promise<TakenBack>;
  /** The last version in this hub's order; `undefined` when there is none. */
  newestVersion(): Promise<VersionMark | undefined>;
  /** Whether the database lacks what its witness names (rule E14). */
  isBehind(witness: HubWitness): Promise<boolean>;
}
