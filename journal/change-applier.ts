import { bodyDigest, type Change } from '../protocol/change.js';
import type { ClockStamp } from '../protocol/clock.js';
import { Problem } from '../protocol/problem.js';
import { fileResource } from '../record/filing.js';
import type { Filing } from '../record/resource.js';
import { requireRoomForKeys } from './card-keys/key-room.js';
import { changeKey } from './change-key.js';
import type { JournalContext } from './context.js';
import { type Place, placeOf } from './fan-out/recent-places.js';
import { isAnyDead, waitsBehindDead } from './poison/dead-letters.js';
import { type DuplicateRow, versionSql } from './sql/versions.js';
import { readBody } from './structure.js';
import type { Commit } from './sync-store.js';
import type { VersionWriter } from './version-writer.js';

/** What is known of a change before anything of its group is written. */
export interface CheckedChange {
  /** The key of its version, when it is here already. */
  readonly known?: number;
  /** At a site, where search rows go with the commit. */
  readonly filing?: Filing;
  /** At the hub, for the fan-out behind the commit. */
  readonly place?: Place;
}

/** The place in a log that brought a change. */
export interface ChangePlace {
  readonly stream: number;
  readonly seq: number;
  readonly groupStart: number | undefined;
  readonly receivedMilliseconds: number;
  /** What counts in merge in the place of the change's own stamp (rule T4). */
  readonly mergeStamp: ClockStamp | undefined;
}

/** Checks and writes changes of another node, one by one; the caller holds the transaction and keeps groups whole. */
export class ChangeApplier {
  readonly #context: JournalContext;
  readonly #writer: VersionWriter;
  #anyDead: boolean;
  readonly touched: Commit['touched'][number][] = [];

  constructor(context: JournalContext, writer: VersionWriter) {
    this.#context = context;
    this.#writer = writer;
    // Asked once for a batch: nearly always there are none, and each change would have to look.
    this.#anyDead = isAnyDead(context.connection);
  }

  /** A change was set aside: from now on others may wait behind it. */
  noteDead(): void {
    this.#anyDead = true;
  }

  /**
   * What must hold before anything of a group is written; gives what its content says, in its order.
   * @param places what is known of that, by the index in the group, where bodies were checked before
   * @throws what `rejectCodeOf` has a code for, when it is about this group; others concern the whole batch
   */
  checkGroup(changes: readonly Change[], places?: readonly (Place | undefined)[]): readonly CheckedChange[] {
    const within = new Set<string>(changes.length > 1 ? changes.map(({ changeId }) => changeId) : []);
    const checked = changes.map((change, index) => this.#check(change, within, places?.[index]));
    if (this.#context.role === 'hub') requireRoomForKeys(this.#context, changes);
    return checked;
  }

  /** @param within change ids that the same group brings: what waits behind itself would wait for ever */
  #check(change: Change, within: ReadonlySet<string>, place: Place | undefined): CheckedChange {
    const known = this.#context.connection.one(versionSql.byChange, changeKey(change.changeId));
    if (known !== undefined) {
      // Written once and carried byte for byte (rule W2): another content under a known id is never taken over.
      const same =
        known.origin === change.origin &&
        known.stampMilliseconds === change.stamp.milliseconds &&
        known.stampCounter === change.stamp.counter &&
        isSameBody(known, change);
      if (!same) throw new Problem('batch-fork');
      return { known: known.key };
    }
    if (this.#anyDead && waitsBehindDead(this.#context.connection, change, within)) {
      throw new Problem('record-waiting');
    }
    // What is closed is kept without its body, whatever that says (rule W12).
    if (change.method === 'delete' || change.erasedDigest !== undefined) return {};
    if (this.#context.closedIds.has(change.type, change.resourceId)) return {};
    if (place !== undefined && this.#context.role === 'hub') return { place };
    const value = readBody(change);
    return this.#context.role === 'site' ? { filing: fileResource(value) } : { place: placeOf(value) };
  }

  /** Writes a version that is new here; returns its key. */
  write(change: Change, place: ChangePlace, checked: CheckedChange | undefined): number {
    const { filing, place: belongs } = checked ?? {};
    const { version, isFirst } = this.#writer.write({ ...place, change, filing, patient: belongs?.patient });
    if (belongs !== undefined) this.#context.recentPlaces.note(version, { ...belongs, isFirst });
    const patient = filing?.patient;
    this.touched.push({ type: change.type, id: change.resourceId, ...(patient !== undefined && { patient }) });
    return version;
  }

  /** The hub says what counts in the place of a stamp that this node has written or heard before (rule T4). */
  believe(change: Change, version: number, mergeStamp: ClockStamp): void {
    // Only a site hears it: at the hub the first word counts.
    if (this.#context.role === 'site') this.#writer.believe(change, version, mergeStamp);
  }
}

/** Of a body that was destroyed at either end, its digest is compared. */
function isSameBody(known: Pick<DuplicateRow, 'body' | 'bodyDigest'>, change: Change): boolean {
  if (known.body !== null && change.erasedDigest === undefined) return Buffer.compare(known.body, change.body) === 0;
  const own = known.bodyDigest ?? (known.body === null ? undefined : bodyDigest(known.body));
  if (own === undefined || change.method === 'delete') return own === undefined && change.method === 'delete';
  return Buffer.compare(own, change.erasedDigest ?? bodyDigest(change.body)) === 0;
}
