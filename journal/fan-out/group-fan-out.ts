import { hubCode, type ResourceId, type SiteCode } from '../../protocol/ids.js';
import type { JournalContext } from '../context.js';
import { journalLimits } from '../limits.js';
import { fanOutSql, type WaitingRow } from '../sql/fan-out.js';
import { snapshotSql } from '../sql/snapshots.js';
import { earlierSuccessors, ownVersions } from './due-versions.js';
import type { FeedWriter } from './feed-writer.js';
import { type Snapshots, snapshotTurns } from './snapshots.js';

/** A version and where its content says that it belongs. */
export interface FiledVersion {
  readonly row: WaitingRow;
  /** `null`: reference data; `undefined`: a deletion, which belongs where its resource does. */
  readonly patient: ResourceId | null | undefined;
  readonly interestedSites: readonly string[];
  /** No version of its resource came before it; absent: that is not known. */
  readonly isFirst?: boolean;
}

/** The key of the compartment of reference data. */
const referenceData = 0;

/** Feeds one group after the other to the sites that are interested (rules F1, F2). */
export class GroupFanOut {
  readonly #context: JournalContext;
  readonly #feeds: FeedWriter;
  readonly #snapshots: Snapshots;
  readonly #sites: ReadonlySet<string>;
  /** Compartments that this run has set, by resource; rows were read before. */
  readonly #compartments = new Map<number, number>();
  /** Sites interested in a patient, as this run has read them; one run is one transaction. */
  readonly #interested = new Map<number, readonly string[]>();

  constructor(context: JournalContext, feeds: FeedWriter, snapshots: Snapshots) {
    this.#context = context;
    this.#feeds = feeds;
    this.#snapshots = snapshots;
    this.#sites = new Set(context.connection.all(fanOutSql.fedSites).map(({ code }) => code));
  }

  /** A site that has not had the reference data gets it as it stands before a version, then the changes. */
  feedNewSites(before: number): void {
    const { connection } = this.#context;
    for (const { code, fed } of connection.all(fanOutSql.fedSites)) {
      if (fed === 1) continue;
      this.#feedCompartment(code as SiteCode, referenceData, 0, before);
      connection.run(fanOutSql.setFed, code);
    }
  }

  feedGroup(group: readonly FiledVersion[]): void {
    const first = group[0]?.row.key;
    if (first === undefined) return;
    const targets = group.map((version) => this.#compartmentsOf(version));
    // Interests of the whole group first, so that its rows follow each other in every feed.
    for (const [index, version] of group.entries()) this.#subscribe(version, targets[index] ?? [], first);
    for (const [index, { row }] of group.entries()) this.#feedVersion(row, targets[index] ?? []);
    this.#feeds.endGroup();
  }

  /** The compartments that have to hear of a version: its own, and the one that its resource was in before. */
  #compartmentsOf({ row, patient, isFirst }: FiledVersion): readonly number[] {
    const before = this.#compartments.get(row.resource) ?? row.compartment;
    if (patient === undefined) return before === null ? [] : [before];
    const own = patient === null ? referenceData : this.#context.names.patient(patient);
    if (before === null || row.key === row.current) {
      this.#compartments.set(row.resource, own);
      this.#context.connection.run(fanOutSql.setCompartment, own, row.resource);
    }
    if (before === null && isFirst !== true) this.#feedEarlier(row, own);
    return before === null || before === own ? [own] : [own, before];
  }

  /** Deletions that came before anything said where their resource belongs. */
  #feedEarlier(row: WaitingRow, compartment: number): void {
    for (const earlier of this.#context.connection.all(fanOutSql.earlier, row.resource, row.key)) {
      this.#feedVersion({ ...earlier, clamped: earlier.mergeMilliseconds === null ? 0 : 1 }, [compartment]);
    }
    this.#feeds.endGroup();
  }

  /** Who wrote about a patient, and who is named, becomes interested; a new interest starts with the whole record. */
  #subscribe({ row, interestedSites }: FiledVersion, compartments: readonly number[], before: number): void {
    const patient = compartments[0];
    if (patient === undefined || patient === referenceData) return;
    const { connection } = this.#context;
    for (const site of [row.origin, ...interestedSites]) {
      if (site === hubCode || !this.#sites.has(site) || this.#interestedIn(patient).includes(site)) continue;
      connection.run(fanOutSql.subscribe, patient, site);
      this.#interested.delete(patient);
      // What it fetched before it had an interest, it holds.
      const since = connection.one(snapshotSql.copied, site, patient, this.#feeds.hubEpoch)?.version ?? 0;
      connection.run(snapshotSql.removeCopied, site, patient);
      this.#feedCompartment(site as SiteCode, patient, since, before);
    }
  }

  /** A compartment as it stands before a version, the site's own changes left out; a large one over several rounds. */
  #feedCompartment(site: SiteCode, compartment: number, since: number, before: number): void {
    const own = ownVersions.leftOut;
    const snapshot = { site, compartment, since, before, own, turn: snapshotTurns.interest } as const;
    this.#snapshots.begin(snapshot, journalLimits.snapshotResourcesMax);
  }

  #interestedIn(patient: number): readonly string[] {
    let sites = this.#interested.get(patient);
    if (sites === undefined) {
      sites = this.#context.connection.all(fanOutSql.interested, patient).map(({ site }) => site);
      this.#interested.set(patient, sites);
    }
    return sites;
  }

  #feedVersion(
    row: Pick<WaitingRow, 'key' | 'resource' | 'origin' | 'current' | 'clamped' | 'returned'>,
    compartments: readonly number[],
  ): void {
    const sites = new Set<string>();
    for (const compartment of compartments) {
      if (compartment === referenceData) for (const site of this.#sites) sites.add(site);
      else for (const site of this.#interestedIn(compartment)) sites.add(site);
    }
    // Its origin has it, but not the stamp that counts; and what another site gave back its origin may have lost, too.
    if (row.clamped === 0 && row.returned === 0) sites.delete(row.origin);
    const fed = [...sites].filter((site) => this.#sites.has(site));
    if (fed.length === 0) return;
    const earlier = row.current === row.key ? [] : earlierSuccessors(this.#context, row.resource, row.key);
    for (const key of [row.key, ...earlier]) {
      const whole = this.#context.connection.one(fanOutSql.receivedOne, key);
      if (whole !== undefined) for (const site of fed) this.#feeds.add(site as SiteCode, whole);
    }
  }
}
