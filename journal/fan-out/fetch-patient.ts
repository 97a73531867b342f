import { type Lane, lane } from '../../protocol/lane.js';
import type { JournalContext } from '../context.js';
import { journalLimits } from '../limits.js';
import { readNode } from '../node-state.js';
import { fanOutSql } from '../sql/fan-out.js';
import { type MemberRow, snapshotSql } from '../sql/snapshots.js';
import { versionSql } from '../sql/versions.js';
import { transaction } from '../sqlite/transaction.js';
import { findStream } from '../streams.js';
import type { FetchPatient, PatientFetched } from '../sync-store.js';
import { dueVersions, ownVersions } from './due-versions.js';
import { FeedWriter } from './feed-writer.js';
import { Snapshots, snapshotTurns } from './snapshots.js';
import { ofSummaryTypes, summaryMembers } from './summary-members.js';

/**
 * Puts a patient's record into the feed of a site that has no interest in them: the summary in lane 0, the rest in lane 2
 * (rule F9). Asked again, what came since the last time. A large rest is fed over the next rounds of fan-out.
 */
export function fetchPatient(context: JournalContext, command: FetchPatient): PatientFetched {
  const { connection, names } = context;
  const compartment = names.findPatient(command.patient);
  const person = connection.one(versionSql.current, names.findType('Patient') ?? 0, command.patient);
  if (compartment === undefined || person === undefined || person.deleted === 1) return { kind: 'unknown' };
  if (connection.one(fanOutSql.isInterested, compartment, command.site) !== undefined) return { kind: 'own' };
  const fetched = transaction(connection, () => new CopyFeed(context, command, compartment).feed());
  context.announce({ source: 'fan-out', touched: [] });
  return fetched;
}

/** Feeds one copy; the caller holds the transaction. */
class CopyFeed {
  readonly #context: JournalContext;
  readonly #command: FetchPatient;
  readonly #compartment: number;
  readonly #feeds: FeedWriter;
  readonly #since: number;

  constructor(context: JournalContext, command: FetchPatient, compartment: number) {
    const { connection } = context;
    this.#context = context;
    this.#command = command;
    this.#compartment = compartment;
    this.#feeds = new FeedWriter(context, readNode(connection).epoch);
    const { hubEpoch } = this.#feeds;
    this.#since = connection.one(snapshotSql.copied, command.site, compartment, hubEpoch)?.version ?? 0;
  }

  feed(): PatientFetched {
    const { connection } = this.#context;
    const { site } = this.#command;
    if (connection.one(snapshotSql.ofPatient, site, this.#compartment) === undefined) {
      this.#feedSummary();
      const snapshots = new Snapshots(this.#context, this.#feeds);
      snapshots.feedOne(
        snapshots.add({ ...this.#snapshot(), lane: lane.clinical, turn: snapshotTurns.copy }),
        journalLimits.snapshotResourcesMax,
      );
      // Of what has no place in a compartment yet, fan-out knows when its cursor gets there: it is not in the copy.
      const cursor = connection.one(fanOutSql.cursor, 'fan-out 0')?.version ?? 0;
      connection.run(snapshotSql.setCopied, site, this.#compartment, cursor, this.#feeds.hubEpoch);
    }
    this.#feeds.finish();
    const isWhole = connection.one(snapshotSql.ofPatient, site, this.#compartment) === undefined;
    return {
      kind: 'copy',
      asOfMilliseconds: this.#asOf(),
      summarySeq: this.#headOf(lane.control),
      ...(isWhole && { completeSeq: this.#headOf(lane.clinical) }),
    };
  }

  #feedSummary(): void {
    const { connection } = this.#context;
    for (const member of this.#membersFirst()) {
      for (const key of dueVersions(this.#context, member, this.#snapshot())) {
        const version = connection.one(fanOutSql.receivedOne, key);
        if (version === undefined) continue;
        this.#feeds.add(this.#command.site, version, lane.control);
        this.#feeds.endGroup();
        connection.run(snapshotSql.addAhead, this.#command.site, key);
      }
    }
  }

  /** Of a record that the site holds already, everything of the summary's types that changed is first. */
  #membersFirst(): readonly MemberRow[] {
    if (this.#since > 0) return ofSummaryTypes(this.#context, this.#compartment);
    return summaryMembers(this.#context, this.#compartment);
  }

  #snapshot() {
    const { site } = this.#command;
    const before = Number.MAX_SAFE_INTEGER;
    const due = { since: this.#since, before, own: ownVersions.included, hubEpoch: this.#feeds.hubEpoch };
    return { ...due, site, compartment: this.#compartment } as const;
  }

  /** Everything that the hub received before this time is in the copy. */
  #asOf(): number {
    const { connection, now } = this.#context;
    const cursor = connection.one(fanOutSql.cursor, 'fan-out 0')?.version ?? 0;
    const next = connection.one(fanOutSql.waiting, cursor, 1);
    return Math.floor(Math.min(now(), next?.receivedMilliseconds ?? Number.POSITIVE_INFINITY));
  }

  #headOf(laneOfFeed: Lane): number {
    const scope = { direction: 'dn', site: this.#command.site, epoch: this.#feeds.hubEpoch, lane: laneOfFeed } as const;
    return findStream(this.#context.connection, scope)?.seq ?? 0;
  }
}
