import type { SiteCode } from '../../protocol/ids.js';
import { type Lane, lane } from '../../protocol/lane.js';
import type { JournalContext } from '../context.js';
import { journalLimits } from '../limits.js';
import { type BootstrapRow, bootstrapSql } from '../sql/bootstrap.js';
import { fanOutSql } from '../sql/fan-out.js';
import { snapshotSql } from '../sql/snapshots.js';
import { dueVersions, ownVersions } from './due-versions.js';
import type { FeedWriter } from './feed-writer.js';
import { type Snapshots, snapshotTurns } from './snapshots.js';
import { summaryMembers } from './summary-members.js';

const { urgency } = snapshotTurns.bootstrap(0);

/**
 * Gives sites back what they lost, the urgent and recent first (rule F12), a bounded piece at a time; how far it is
 * stands in the database, so that a restart goes on where it was.
 */
export class Bootstraps {
  readonly #context: JournalContext;
  readonly #feeds: FeedWriter;
  readonly #snapshots: Snapshots;
  /** Sites of which more is known than before. */
  readonly moved = new Set<SiteCode>();

  constructor(context: JournalContext, feeds: FeedWriter, snapshots: Snapshots) {
    this.#context = context;
    this.#feeds = feeds;
    this.#snapshots = snapshots;
  }

  /** One piece for each site that is being given back, then of the snapshots of all; returns whether more waits. */
  feed(resourcesMax: number): boolean {
    let mayFeedHistory = true;
    for (const row of this.#underWay()) {
      if (row.phase === 'plan') this.#plan(row);
      else if (row.phase === 'essential') this.#feedEssential(row);
      // What the summaries hold must be known before the rest is fed, or it would be fed twice.
      mayFeedHistory &&= row.phase === 'history';
    }
    const more = this.#snapshots.feed(resourcesMax, mayFeedHistory ? urgency : urgency - 1);
    for (const row of this.#underWay()) if (row.phase === 'history') this.#finish(row);
    return more || this.#removeRetired() || !mayFeedHistory;
  }

  *#underWay(): Iterable<BootstrapRow> {
    let row = this.#context.connection.one(bootstrapSql.underWay, '');
    while (row !== undefined) {
      yield row;
      row = this.#context.connection.one(bootstrapSql.underWay, row.site);
    }
  }

  /** Puts the patients of the site in turn: those who were seen last come first. */
  #plan(row: BootstrapRow): void {
    const { connection } = this.#context;
    const countMax = journalLimits.bootstrapPatientsMax;
    const patients = connection.all(bootstrapSql.patients, row.site, row.position, countMax);
    for (const { patient } of patients) {
      const seen = connection.one(bootstrapSql.lastSeen, patient)?.milliseconds ?? 0;
      const scope = { site: row.site as SiteCode, compartment: patient, since: 0, before: row.before, own: ownOf(row) };
      this.#snapshots.add({ ...scope, lane: lane.bulk, turn: snapshotTurns.bootstrap(seen) });
    }
    const last = patients.at(-1)?.patient ?? row.position;
    const phase = patients.length === countMax ? 'plan' : 'essential';
    const start = Number.MIN_SAFE_INTEGER;
    connection.run(bootstrapSql.move, phase, phase === 'plan' ? last : 0, start, 0, row.site);
  }

  /** The summaries of those seen last, as many as a slow link carries soon. */
  #feedEssential(row: BootstrapRow): void {
    const { connection } = this.#context;
    const countMax = journalLimits.bootstrapPatientsMax;
    const turns = connection.all(bootstrapSql.inTurn, row.site, urgency, row.rank, row.position, countMax);
    let bytes = row.essentialBytes;
    let place = { rank: row.rank, id: row.position };
    for (const turn of turns) {
      if (bytes >= journalLimits.bootstrapEssentialBytesMax) break;
      bytes += this.#feedSummary(row, turn.compartment);
      place = turn;
    }
    const isOver = bytes >= journalLimits.bootstrapEssentialBytesMax || turns.length < countMax;
    connection.run(bootstrapSql.move, 'essential', place.id, place.rank, bytes, row.site);
    // The reference data is part of it, and is fed as a snapshot of its own.
    if (!isOver || connection.one(snapshotSql.ofPatient, row.site, 0) !== undefined) return;
    const site = row.site as SiteCode;
    const [clinical, administrative] = [lane.clinical, lane.administrative].map((of) => this.#feeds.head(site, of));
    connection.run(bootstrapSql.setEssential, clinical ?? 0, administrative ?? 0, site);
    this.moved.add(site);
  }

  /** Returns the bytes of the bodies that it fed. */
  #feedSummary(row: BootstrapRow, compartment: number): number {
    const { connection } = this.#context;
    const site = row.site as SiteCode;
    const due = { site, since: 0, before: row.before, own: ownOf(row), hubEpoch: this.#feeds.hubEpoch };
    let bytes = 0;
    for (const member of summaryMembers(this.#context, compartment)) {
      for (const key of dueVersions(this.#context, member, due)) {
        const version = connection.one(fanOutSql.receivedOne, key);
        if (version === undefined) continue;
        this.#feeds.add(site, version, lane.clinical);
        this.#feeds.endGroup();
        connection.run(snapshotSql.addAhead, site, key);
        bytes += version.body?.length ?? 0;
      }
    }
    return bytes;
  }

  #finish(row: BootstrapRow): void {
    const { connection } = this.#context;
    const first = [row.site, urgency, Number.MIN_SAFE_INTEGER, 0, 1] as const;
    if (connection.one(bootstrapSql.inTurn, ...first) !== undefined) return;
    const site = row.site as SiteCode;
    connection.run(bootstrapSql.setDone, this.#feeds.head(site, lane.bulk as Lane), site);
    this.moved.add(site);
  }

  /** Removes a piece of a feed that is over; returns whether there is more of it. */
  #removeRetired(): boolean {
    const { connection } = this.#context;
    const retired = connection.one(bootstrapSql.retired, 0);
    if (retired === undefined) return false;
    const { retiredEntriesMax } = journalLimits;
    const { changes } = connection.run(bootstrapSql.removeEntries, retired.stream, retired.stream, retiredEntriesMax);
    if (changes < retiredEntriesMax) connection.run(bootstrapSql.removeRetired, retired.stream);
    return true;
  }
}

export function ownOf({ holdsOwn }: Pick<BootstrapRow, 'holdsOwn'>) {
  return holdsOwn === 1 ? ownVersions.joined : ownVersions.included;
}
