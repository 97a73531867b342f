import type { Batch } from '../protocol/batch.js';
import type { Change, Cursor } from '../protocol/change.js';
import type { LaneCursor, LaneDurability } from '../protocol/control/durability.js';
import type { Hello } from '../protocol/control/hello.js';
import type { Receipt, Reject } from '../protocol/control/receipt.js';
import type { ChangeId, ResourceId, ResourceType, SiteCode } from '../protocol/ids.js';
import type { Lane } from '../protocol/lane.js';
import type { Problem } from '../protocol/problem.js';
import type { Place } from './fan-out/recent-places.js';

/** Names one log: a site's own, upwards, or the hub's feed for a site, downwards. `epoch` is that of the log's owner. */
export interface LogKey {
  readonly direction: 'up' | 'dn';
  readonly site: SiteCode;
  readonly epoch: number;
}

/**
 * The store as the sync loops of both ends see it. Every implementation passes `test/journal/sync-store.contract.ts`.
 */
export interface SyncStore {
  /** This node: its code, its epoch, and the hub epoch that it last spoke under (the hub's own, at the hub). */
  identity(): Promise<NodeIdentity>;
  /** The hub has told its wall clock, at a site: stamps follow it where this node's own is far from it (rule T6). */
  noteHubTime(hubMilliseconds: number): Promise<void>;
  /**
   * Applies proven batches in one transaction with fsync: unique by (site, epoch, lane, seq) and by change id; the
   * cursor moves in the same transaction (rules S4–S6, J1). One bad batch does not spoil the others.
   */
  applyBatches(commands: readonly ApplyBatch[]): Promise<readonly ApplyOutcome[]>;
  /** How far each lane of a log has been received here: what a welcome and a hello carry. All six lanes. */
  received(log: LogKey): Promise<readonly LaneDurability[]>;
  /** The last change of each lane of a log that is written here (a site's own, the hub's feed). Lanes with none: seq 0. */
  heads(log: LogKey): Promise<readonly LaneCursor[]>;
  /**
   * The log is the queue: the changes of one lane after a cursor, within the limits, whole groups only; at least one
   * group. `undefined` when there is nothing after the cursor. A cursor whose chain is not ours is `fork`.
   */
  since(query: SinceQuery): Promise<ChangeRun | 'fork' | undefined>;
  /**
   * Keeps a receipt that came in for a log written here, by maximum; resolves after the commit, which those that come
   * in one turn share.
   * @throws Problem `epoch-unknown`, `batch-fork` when it covers something that was not written here
   */
  acknowledge(log: LogKey, receipt: Receipt): Promise<void>;
  /** What the far end has said about a log written here: for delivery marks, `/api/sync` and ops. */
  acknowledged(log: LogKey): Promise<readonly LaneProgress[]>;
  /** Keeps what the hub says of what this site gets back (rule F13). */
  noteBootstrap(parts: BootstrapParts): Promise<void>;
  /** How far that is; `undefined` when all of it is here. */
  bootstrap(): Promise<BootstrapProgress | undefined>;
  /** Called after each commit, in this process; a listener only wakes a loop or tells a browser. */
  onCommit(listener: (commit: Commit) => void): () => void;
}

/** The hub's store beside: who is interested in whom, and the feeds. */
export interface FanoutStore {
  /**
   * Moves the fan-out cursor of a partition over at most `changesMax` changes of the hub's log, in its order, in one
   * transaction: new interests (subscription and snapshot), then one feed row for each interested site (rule F1).
   */
  fanOut(partition: number, changesMax: number): Promise<FannedOut>;
  /** Builds the search rows of at most `changesMax` changes, behind the commit (rule J5); one call at a time. */
  index(changesMax: number): Promise<Indexed>;
  /**
   * Puts versions into a site's feed, whoever wrote them, each as a group of its own, in its own lane or in `lane`;
   * returns how many. What the site has already is without effect there (rule S9).
   */
  feedVersions(command: FeedVersions): Promise<number>;
  /**
   * Hears where a site stands at the opening of a session: one that holds nothing of what it once held gets all of it
   * again, in a feed that begins anew (rule F12). Returns whether that begins now.
   */
  openFeed(command: OpenedFeed): Promise<boolean>;
  /**
   * Hears from the first hello of a run how far a site has the feed of an earlier hub epoch: what it had acknowledged of it
   * and lacks, it gets again (rule F14). Returns whether there is any.
   */
  rewindFeeds(hello: Hello): Promise<boolean>;
  /** What a site is told of what it gets back; `undefined` when it never lost anything under this hub epoch. */
  bootstrapOf(site: SiteCode): Promise<BootstrapParts | undefined>;
  /** Puts a patient's record into the feed of a site that asks for it, without making an interest (rule F9). */
  fetchPatient(command: FetchPatient): Promise<PatientFetched>;
  /** Sites interested in a patient. */
  interestedIn(patient: ResourceId): Promise<readonly SiteCode[]>;
}

/** Versions to put into a site's feed beside what fan-out feeds it. */
export interface FeedVersions {
  readonly site: SiteCode;
  /** In the order in which they are fed. */
  readonly changeIds: readonly ChangeId[];
  /** Absent: each version in the lane that brought it. */
  readonly lane?: Lane;
}

/** What one round of the index did. */
export interface Indexed {
  /** Changes that cannot be searched for yet, and how old the oldest of them is. */
  readonly waitingChanges: number;
  readonly lagMilliseconds: number;
  /** Whether the index was thrown away and is built from its start (rule J6). */
  readonly madeAnew: boolean;
  /** Changes of this round that could not be indexed: no search finds them (rule P5). */
  readonly skippedChanges?: number;
}

export interface OpenedFeed {
  readonly site: SiteCode;
  /** The site has applied nothing of its feed. */
  readonly atStart: boolean;
  /** The site holds less of its own log than the hub. */
  readonly lostLog: boolean;
  /** Of its own logs the site holds nothing from this epoch on; absent: it holds something. */
  readonly emptyFromEpoch?: number;
}

/** The parts of what a site gets back, and where they end in its feed (rule F13); absent while they are not all fed. */
export interface BootstrapParts {
  /** Resources in all. */
  readonly expected: number;
  /** The essential part, in lanes 2 and 3. */
  readonly clinicalSeq?: number;
  readonly administrativeSeq?: number;
  /** The rest, in lane 5. */
  readonly bulkSeq?: number;
}

/** How far a site is with getting back what it lost. */
export interface BootstrapProgress {
  /** `essential`: what one must know of the patients seen last is still coming · `history`: the rest. */
  readonly state: 'essential' | 'history';
  /** Resources that are here, of those expected. */
  readonly received: number;
  readonly expected: number;
}

export interface FetchPatient {
  readonly site: SiteCode;
  readonly patient: ResourceId;
}

export type PatientFetched =
  /** The hub has no such patient, or they were deleted. */
  | { readonly kind: 'unknown' }
  /** The site has an interest: the record comes by itself. */
  | { readonly kind: 'own' }
  | {
      readonly kind: 'copy';
      /** What the hub had received by then is in the copy, milliseconds since 1970. */
      readonly asOfMilliseconds: number;
      /** Where the summary ends in lane 0 of the feed. */
      readonly summarySeq: number;
      /** Where the record ends in lane 2; absent while a part of it waits for its turn. */
      readonly completeSeq?: number;
    };

/** What one round of the fan-out did. */
export interface FannedOut {
  /** Sites whose feeds grew. */
  readonly sites: readonly SiteCode[];
  /** Sites that get back what they lost, of which more is known now: see {@link FanoutStore.bootstrapOf}. */
  readonly bootstraps: readonly SiteCode[];
  /** Whether more is waiting, and how old the oldest of it is. */
  readonly more: boolean;
  readonly lagMilliseconds: number;
}

export interface NodeIdentity {
  readonly site: SiteCode;
  readonly epoch: number;
  readonly hubEpoch: number;
}

export interface ApplyBatch {
  readonly log: LogKey;
  readonly batch: Batch;
  /** Where changes belong, by their index, whose bodies were checked before; the others are read now. */
  readonly places?: readonly (Place | undefined)[];
  /** The hub's seal on a batch of its feed, kept with it (rule E16). */
  readonly seal?: Uint8Array;
  /** Wall clock of receipt, milliseconds since 1970. */
  readonly receivedMilliseconds: number;
}

/** `durability` is what the receipt says; `problem` is set when the batch was refused and its cursor did not move. */
export interface ApplyOutcome {
  readonly durability: LaneDurability;
  /** Changes that were new here. */
  readonly applied: number;
  /** What the writer of this lane has not confirmed yet; every receipt says it again (rule P4). */
  readonly rejects: readonly Reject[];
  /** Refused before and applied since, and not confirmed yet. */
  readonly mended?: readonly number[];
  /** Changes that this batch brought and that were set aside (rule P1). */
  readonly setAside?: readonly Reject[];
  /** How far the furthest stamp is ahead of this node's clock; set from 2 min on (rule T3). */
  readonly aheadMilliseconds?: number;
  readonly problem?: Problem;
}

export interface SinceQuery {
  readonly log: LogKey;
  readonly lane: Lane;
  readonly after: Cursor;
  readonly changesMax: number;
  /** Bytes of bodies, before compression. */
  readonly bytesMax: number;
}

export interface ChangeRun {
  readonly from: number;
  readonly to: number;
  readonly chainBefore: Uint8Array;
  readonly chainAfter: Uint8Array;
  readonly changes: readonly Change[];
}

export interface LaneProgress extends LaneDurability {
  readonly headSeq: number;
  readonly pending: number;
  /** When the oldest pending change was committed, milliseconds since 1970. */
  readonly oldestPendingMilliseconds?: number;
  /** Changes that the far end keeps aside (rule P4). */
  readonly refused: number;
  /** When the last receipt came. */
  readonly lastReceiptMilliseconds?: number;
}

/** What one commit touched; without content. */
export interface Commit {
  readonly source: 'local' | 'remote' | 'receipt' | 'fan-out';
  readonly touched: readonly { readonly type: ResourceType; readonly id: ResourceId; readonly patient?: ResourceId }[];
}
