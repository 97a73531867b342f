import type { SiteCode } from '../../protocol/ids.js';
import type { Lane } from '../../protocol/lane.js';
import type { JournalContext } from '../context.js';
import { fanOutSql } from '../sql/fan-out.js';
import { type SnapshotRow, snapshotSql } from '../sql/snapshots.js';
import { dueVersions, type ownVersions } from './due-versions.js';
import type { FeedWriter } from './feed-writer.js';

/** A compartment that a site is to be given. */
export interface Snapshot {
  readonly site: SiteCode;
  readonly compartment: number;
  /** The site holds the versions up to this one; 0: nothing. */
  readonly since: number;
  /** The first version that comes with the changes; the greatest number when none does. */
  readonly before: number;
  /** What of the site's own versions it lacks: some of them after the loss of its disk. */
  readonly own: (typeof ownVersions)[keyof typeof ownVersions];
  /** Absent: each version in its own lane. */
  readonly lane?: Lane;
  readonly turn: SnapshotTurn;
}

/** When a snapshot is fed: by urgency, then by rank, the lower first. */
export interface SnapshotTurn {
  readonly urgency: number;
  readonly rank: number;
}

/** What of a snapshot is fed, and from where on. */
type Fed = Pick<SnapshotRow, 'site' | 'compartment' | 'since' | 'before' | 'own' | 'position'> & {
  readonly lane?: number | undefined;
};

/** A new interest comes before a copy, and a copy before what a replaced site gets back. */
export const snapshotTurns = {
  interest: { urgency: 0, rank: 0 },
  copy: { urgency: 1, rank: 0 },
  /** The patients seen last come first. */
  bootstrap: (seenMilliseconds: number): SnapshotTurn => ({ urgency: 2, rank: -seenMilliseconds }),
} as const;

/**
 * Feeds compartments to sites (rules F2, F5), so many resources at a time: how far each got is kept with the rows that it
 * fed, so that a large one is fed over several rounds, and across a restart of the hub.
 */
export class Snapshots {
  readonly #context: JournalContext;
  readonly #feeds: FeedWriter;

  constructor(context: JournalContext, feeds: FeedWriter) {
    this.#context = context;
    this.#feeds = feeds;
  }

  /** Begins a snapshot; {@link feed} goes on with it when it has its turn. */
  add({ site, compartment, since, before, own, lane, turn }: Snapshot): SnapshotRow {
    const values = [site, compartment, since, before, own, lane ?? null, turn.urgency, turn.rank];
    const { key: id } = this.#context.connection.run(snapshotSql.add, ...values);
    return { id, site, compartment, since, before, own, lane: lane ?? null, position: 0 };
  }

  /** Feeds at most so many resources of what waits up to an urgency, in turn; returns whether more of it waits. */
  feed(resourcesMax: number, urgencyMax: number): boolean {
    for (let left = resourcesMax; left > 0; ) {
      const row = this.#context.connection.one(snapshotSql.next, urgencyMax);
      if (row === undefined) return false;
      left -= this.feedOne(row, left);
    }
    return this.#context.connection.one(snapshotSql.next, urgencyMax) !== undefined;
  }

  /** Feeds a new snapshot at once; what of a large one is left waits for its turn. */
  begin(snapshot: Snapshot, resourcesMax: number): void {
    const end = this.#feedMembers({ ...snapshot, position: 0 }, resourcesMax).end;
    if (end !== undefined) this.#context.connection.run(snapshotSql.move, end, this.add(snapshot).id);
  }

  /** Feeds at most so many resources of one snapshot; returns how many, at least 1. */
  feedOne(row: SnapshotRow, resourcesMax: number): number {
    const { connection } = this.#context;
    const { count, end } = this.#feedMembers({ ...row, lane: row.lane ?? undefined }, resourcesMax);
    if (end !== undefined) {
      connection.run(snapshotSql.move, end, row.id);
    } else {
      connection.run(snapshotSql.remove, row.id);
      if (connection.one(snapshotSql.ofSite, row.site) === undefined) connection.run(snapshotSql.forgetAhead, row.site);
    }
    return Math.max(1, count);
  }

  /**
   * Feeds the next resources of a compartment, each version as a group of its own.
   * @returns `end`: the key of the last one, while there may be more
   */
  #feedMembers(fed: Fed, resourcesMax: number): { readonly count: number; readonly end?: number } {
    const { connection } = this.#context;
    const { compartment, position, since } = fed;
    const members =
      since === 0
        ? connection.all(snapshotSql.members, compartment, position, resourcesMax)
        : connection.all(snapshotSql.changedMembers, compartment, position, since, resourcesMax);
    const due = { ...fed, hubEpoch: this.#feeds.hubEpoch };
    for (const member of members) {
      for (const key of dueVersions(this.#context, member, due)) {
        const version = connection.one(fanOutSql.receivedOne, key);
        if (version === undefined) continue;
        this.#feeds.add(fed.site as SiteCode, version, fed.lane);
        this.#feeds.endGroup();
      }
    }
    const last = members.length === resourcesMax ? members.at(-1) : undefined;
    return { count: members.length, ...(last !== undefined && { end: last.resource }) };
  }
}
