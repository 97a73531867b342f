import { type Change, withoutBody } from '../protocol/change.js';
import type { ClockStamp } from '../protocol/clock.js';
import type { ResourceId } from '../protocol/ids.js';
import { Problem } from '../protocol/problem.js';
import { fileResource } from '../record/filing.js';
import type { Filing } from '../record/resource.js';
import { changeIdOf, changeKey, changeKeys } from './change-key.js';
import type { JournalContext } from './context.js';
import { type Shown, showFamily } from './merge/shown.js';
import { addSearchRows, removeSearchRows } from './search-rows.js';
import { type CurrentRow, versionSql } from './sql/versions.js';
import { readBody } from './structure.js';

/** A version that is new here, and the place in a log that brought it. */
export interface Arrival {
  readonly change: Change;
  readonly stream: number;
  readonly seq: number;
  /** Key of the first version of its group; `undefined` when this is the first. */
  readonly groupStart: number | undefined;
  readonly receivedMilliseconds: number;
  /** What counts in merge in the place of the change's own stamp, which is far ahead. */
  readonly mergeStamp?: ClockStamp | undefined;
  /** Whom its content is filed with, where `filing` does not say so; `undefined` when that is not known. */
  readonly patient?: ResourceId | null | undefined;
  /** Present where search rows are written with the commit; absent at the hub, which builds them behind it. */
  readonly filing: Filing | undefined;
}

/** A version that was written. */
export interface Written {
  /** Its key, which is its place in this node's order. */
  readonly version: number;
  /** No version of its resource was here before. */
  readonly isFirst: boolean;
}

/** What the search index takes from a version, or from a merge. */
interface Indexed {
  readonly change: Pick<Change, 'type' | 'method' | 'erasedDigest'>;
  readonly filing: Filing | undefined;
}

/** Writes versions and keeps the current one of each resource; the caller holds the transaction. */
export class VersionWriter {
  readonly #context: JournalContext;
  #nextKey: number | undefined;

  constructor(context: JournalContext) {
    this.#context = context;
    context.connection.onRollback(() => {
      this.#nextKey = undefined;
    });
  }

  /** The current version of a resource as a writer needs it. */
  current(type: string, id: ResourceId): CurrentRow | undefined {
    const { connection, names } = this.#context;
    return connection.one(versionSql.current, names.type(type), id);
  }

  /** Adds a version and merges it (rules M1, M3). */
  write(arrived: Arrival, known?: CurrentRow): Written {
    const arrival = this.#asMayBeKept(arrived);
    const key = this.#takeKey();
    // Who saw no version before has most likely written the first: adding its resource tells whether that is so.
    const isFirst = known === undefined && arrival.change.predecessors.length === 0;
    const added = isFirst ? this.#addResource(arrival, key) : undefined;
    const { type, resourceId } = arrival.change;
    const current = added === undefined ? (known ?? this.current(type, resourceId)) : undefined;
    const resource = added ?? current?.resource ?? this.#addResource(arrival, key);
    if (resource === undefined) {
      this.#writeToDamaged(arrival, key);
      return { version: key, isFirst: false };
    }
    this.#addVersion(arrival, key, resource);
    if (current === undefined) this.#index(arrival, resource, false);
    else this.#merge(arrival, key, current);
    return { version: key, isFirst: current === undefined };
  }

  /** The one door for every version, whatever brings it: what is closed has no body behind it (rule W12). */
  #asMayBeKept(arrival: Arrival): Arrival {
    const { change, filing, patient } = arrival;
    if (change.body.length === 0) return arrival;
    const isClosed = this.#context.closedIds.has(change.type, change.resourceId, filing?.patient ?? patient);
    return isClosed ? { ...arrival, change: withoutBody(change), filing: undefined } : arrival;
  }

  /** The current version of the resource was lost from the disk: it shows what those that are here come to. */
  #writeToDamaged(arrival: Arrival, key: number): void {
    const { connection, names } = this.#context;
    const { type, resourceId } = arrival.change;
    const resource = connection.one(versionSql.resourceKey, names.type(type), resourceId)?.resource;
    if (resource === undefined) throw new Problem('internal', 'a resource is there and is not');
    this.#addVersion(arrival, key, resource);
    this.#show(arrival.change, resource, arrival.filing);
  }

  /** Returns the key of the new resource; `undefined` when it is here already. */
  #addResource(arrival: Arrival, key: number): number | undefined {
    const { connection, names } = this.#context;
    const { change, filing } = arrival;
    const type = names.type(change.type);
    const deleted = bodyOf(change) === undefined ? 1 : 0;
    const { milliseconds } = stampOf(arrival);
    const compartment = this.#compartment(filing);
    const values = [type, change.resourceId, key, milliseconds, compartment, deleted];
    const added = connection.run(versionSql.addResource, ...values);
    return added.changes === 0 ? undefined : added.key;
  }

  #addVersion(arrival: Arrival, key: number, resource: number): void {
    const { change, stream, seq, groupStart, receivedMilliseconds, mergeStamp } = arrival;
    const { connection, names } = this.#context;
    connection.run(
      versionSql.addVersion,
      key,
      changeKey(change.changeId),
      resource,
      names.author(change.author),
      change.origin,
      change.stamp.milliseconds,
      change.stamp.counter,
      changeKeys(change.predecessors),
      stream,
      seq,
      groupStart ?? key,
      Math.floor(receivedMilliseconds),
      bodyOf(change) ?? null,
      mergeStamp?.milliseconds ?? null,
      mergeStamp?.counter ?? null,
      change.erasedDigest ?? null,
    );
  }

  /** Keeps the stamp that the hub put in the place of a version's own, which came here before that. */
  believe(change: Change, version: number, { milliseconds, counter }: ClockStamp): void {
    if (this.#context.connection.run(versionSql.setMergeStamp, milliseconds, counter, version).changes === 0) return;
    const resource = this.current(change.type, change.resourceId)?.resource;
    if (resource !== undefined) this.#show(change, resource);
  }

  #merge(arrival: Arrival, key: number, current: CurrentRow): void {
    const { change } = arrival;
    // The usual case: the author saw the only head there was, so one head remains.
    if (current.concurrent === 0 && change.predecessors.includes(changeIdOf(current.changeId))) {
      const alone = { winner: key, stamp: stampOf(arrival), heads: undefined, body: bodyOf(change) };
      this.#setCurrent(current.resource, alone, arrival.filing);
      this.#index(arrival, current.resource, true);
      return;
    }
    this.#show(arrival.change, current.resource, arrival.filing);
  }

  /**
   * Makes a resource show what its versions come to, whatever of them came last.
   * @param arrived where the version that came belongs: a deletion may have come before it, by another lane
   */
  #show(change: Pick<Change, 'type' | 'resourceId'>, resource: number, arrived?: Filing): void {
    const shown = showFamily(this.#context, change.type, resource);
    const { body } = shown;
    const isFiled = this.#context.role === 'site' && body !== undefined;
    const filing = isFiled ? fileResource(readBody({ ...change, body })) : undefined;
    const method = body === undefined ? 'delete' : 'put';
    this.#setCurrent(resource, shown, filing);
    const first = filing === undefined ? this.#compartment(arrived) : null;
    if (first !== null) this.#context.connection.run(versionSql.fileFirst, first, resource);
    this.#index({ change: { type: change.type, method }, filing }, resource, true);
  }

  #setCurrent(resource: number, shown: Shown, filing?: Filing): void {
    this.#context.connection.run(
      versionSql.setCurrent,
      shown.winner,
      shown.stamp.milliseconds,
      this.#compartment(filing),
      shown.body === undefined ? 1 : 0,
      shown.heads === undefined ? 0 : 1,
      shown.heads ?? null,
      shown.heads === undefined ? null : (shown.body ?? null),
      resource,
    );
  }

  /** At a site search rows follow what shows with the commit; at the hub behind it (rules W1, J5). */
  #index({ change, filing }: Indexed, resource: number, replaces: boolean): void {
    if (this.#context.role === 'hub') return;
    const isEmpty = change.method === 'delete' || change.erasedDigest !== undefined;
    if (replaces && (filing !== undefined || isEmpty)) removeSearchRows(this.#context, resource);
    if (filing === undefined) return;
    addSearchRows(this.#context, this.#context.names.type(change.type), resource, filing.searchRows);
  }

  #compartment(filing: Filing | undefined): number | null {
    // The hub files in the order of fan-out, which feeds what came before a resource was filed (rule F3).
    if (filing === undefined || this.#context.role === 'hub') return null;
    return filing.patient === undefined ? 0 : this.#context.names.patient(filing.patient);
  }

  /** Keys are given here, because a new resource and its first version name each other. */
  #takeKey(): number {
    const key = this.#nextKey ?? (this.#context.connection.one(versionSql.newest)?.key ?? 0) + 1;
    this.#nextKey = key + 1;
    return key;
  }
}

/** The stamp that counts in merge. */
function stampOf({ change, mergeStamp }: Arrival): ClockStamp {
  return mergeStamp ?? change.stamp;
}

function bodyOf({ method, body, erasedDigest }: Change): Uint8Array | undefined {
  return method === 'delete' || erasedDigest !== undefined ? undefined : body;
}
