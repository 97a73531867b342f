import type { ErasureOrder, ErasureScope } from '../../protocol/erasures/erasure-order.js';
import type { SiteCode } from '../../protocol/ids.js';
import type { ParsedResource } from '../../record/resource.js';

/** Erasure by order of law, at a hub or a site (rules W10 to W14). */
export interface ErasureStore {
  /** What {@link erase} would destroy here now; changes nothing. */
  rehearse(scope: ErasureScope): Promise<ErasureCounts>;
  /**
   * Destroys the bodies of all that an order names, with what was derived from them, and closes it for good: in one
   * transaction with its audit row and fsync. The same order again changes nothing and says what was done.
   * What is freed still stands in the write-ahead log, and at a hub in the search file, until it is settled.
   */
  erase(order: ErasureOrder): Promise<CarriedErasure>;
  /** Contents of attachments that only what was erased named (rule A1), and that may still be in their file: SHA-256, hex. */
  contentsDue(countMax: number): Promise<readonly string[]>;
  /** A content is there no more. */
  noteDestroyed(hash: string): Promise<void>;
  /**
   * Takes what was destroyed out of the write-ahead log and, at a hub, out of the search file; resolves with whether nothing
   * is left to do. While somebody reads an earlier state, or a content is due, it is not; then it is to be called again.
   */
  settle(): Promise<boolean>;
  /** Whether a resource takes no body any more, for itself or by whom its content is filed with (rule W12). */
  isClosed(resource: Pick<ParsedResource, 'type' | 'id' | 'filing'>): Promise<boolean>;
  find(id: string): Promise<CarriedErasure | undefined>;
  /** Erasures that were carried out here, in the order of their ids, behind one of them. */
  after(id: string, countMax: number): Promise<readonly CarriedErasure[]>;
  /** What this node says of its erasures (rule S95): a site of those that are settled, a hub of all. */
  digest(): Promise<Uint8Array>;
  /** At a hub: a site has carried these out and settled them; what is not known here is passed over. */
  confirm(site: SiteCode, ids: readonly string[], atMilliseconds: number): Promise<void>;
  /** At a hub: of all behind an id, up to another or to the end, a site has settled these and no others. */
  confirmPage(site: SiteCode, page: ConfirmedPage, atMilliseconds: number): Promise<void>;
  /** At a hub: a site has settled all. */
  confirmAll(site: SiteCode, atMilliseconds: number): Promise<void>;
  /** At a hub: what a site has not confirmed, the earliest first. */
  unconfirmed(site: SiteCode, countMax: number): Promise<readonly CarriedErasure[]>;
  /** At a hub: who has settled it, and since when that is known. */
  confirmations(id: string): Promise<readonly ErasureConfirmation[]>;
}

export interface ConfirmedPage {
  readonly after: string;
  /** The last that the page speaks of; absent: to the end. */
  readonly through?: string;
  readonly ids: readonly string[];
}

export interface ErasureConfirmation {
  readonly site: SiteCode;
  readonly atMilliseconds: number;
}

export interface ErasureCounts {
  /** Resources that lose a body. */
  readonly resources: number;
  /** Versions that lose theirs. */
  readonly versions: number;
  /** Changes and batches that were set aside (rules P1, S6) and lose theirs. */
  readonly setAside: number;
}

export interface CarriedErasure extends ErasureCounts {
  readonly order: ErasureOrder;
  readonly carriedMilliseconds: number;
  /** Since when nothing of it stands in the write-ahead log or the search file; absent: it may. */
  readonly settledMilliseconds?: number;
  /** Since when nothing of it stands in free space of this node's files (rule W16); absent: it may. */
  readonly rewrittenMilliseconds?: number;
}
