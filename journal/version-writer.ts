import type { Change } from '../protocol/change.js';
import type { ResourceId } from '../protocol/ids.js';
import { Problem } from '../protocol/problem.js';
import { wins } from '../record/merge.js';
import type { Filing } from '../record/resource.js';
import { changeIdOf, changeKey, changeKeys } from './change-key.js';
import type { JournalContext } from './context.js';
import { isSplit } from './heads.js';
import { addSearchRows, removeSearchRows } from './search-rows.js';
import { type CurrentRow, versionSql } from './sql/versions.js';

/** A version that is new here, and the place in a log that brought it. */
export interface Arrival {
  readonly change: Change;
  readonly stream: number;
  readonly seq: number;
  /** Key of the first version of its group; `undefined` when this is the first. */
  readonly groupStart: number | undefined;
  readonly receivedMilliseconds: number;
  /** Present where search rows are written with the commit; absent at the hub, which builds them behind it. */
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

  /** Adds a version and merges it (rules M1, M3); returns its key, which is its place in this node's order. */
  write(arrival: Arrival, known?: CurrentRow): number {
    const key = this.#takeKey();
    // Who saw no version before has most likely written the first: adding its resource tells whether that is so.
    const isFirst = known === undefined && arrival.change.predecessors.length === 0;
    const added = isFirst ? this.#addResource(arrival, key) : undefined;
    const { type, resourceId } = arrival.change;
    const current = added === undefined ? (known ?? this.current(type, resourceId)) : undefined;
    const resource = added ?? current?.resource ?? this.#addResource(arrival, key);
    if (resource === undefined) throw new Problem('internal', 'a resource is there and is not');
    this.#addVersion(arrival, key, resource);
    if (current === undefined) this.#index(arrival, resource, false);
    else this.#merge(arrival, key, current);
    return key;
  }

  /** Returns the key of the new resource; `undefined` when it is here already. */
  #addResource({ change, filing }: Arrival, key: number): number | undefined {
    const { connection, names } = this.#context;
    const type = names.type(change.type);
    const deleted = change.method === 'delete' ? 1 : 0;
    const { milliseconds } = change.stamp;
    const compartment = this.#compartment(filing);
    const values = [type, change.resourceId, key, milliseconds, compartment, deleted];
    const added = connection.run(versionSql.addResource, ...values);
    return added.changes === 0 ? undefined : added.key;
  }

  #addVersion({ change, stream, seq, groupStart, receivedMilliseconds }: Arrival, key: number, resource: number): void {
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
      change.method === 'delete' ? null : change.body,
    );
  }

  #merge(arrival: Arrival, key: number, current: CurrentRow): void {
    const { connection } = this.#context;
    const { change, filing } = arrival;
    const currentId = changeIdOf(current.changeId);
    const currentStamp = { milliseconds: current.stampMilliseconds, counter: current.stampCounter };
    // The usual case: the author saw the only head there was, so one head remains.
    const follows = current.concurrent === 0 && change.predecessors.includes(currentId);
    const concurrent = follows || !isSplit(connection.all(versionSql.family, current.resource)) ? 0 : 1;
    if (wins(change, { stamp: currentStamp, changeId: currentId })) {
      const deleted = change.method === 'delete' ? 1 : 0;
      const compartment = this.#compartment(filing);
      const { milliseconds } = change.stamp;
      connection.run(versionSql.setCurrent, key, milliseconds, compartment, deleted, concurrent, current.resource);
      this.#index(arrival, current.resource, true);
    } else if (concurrent !== current.concurrent) {
      connection.run(versionSql.setConcurrent, concurrent, current.resource);
    }
  }

  /** At a site search rows follow the current version with the commit; at the hub behind it (rules W1, J5). */
  #index({ change, filing }: Arrival, resource: number, replaces: boolean): void {
    if (this.#context.role === 'hub') return;
    if (replaces && (filing !== undefined || change.method === 'delete')) removeSearchRows(this.#context, resource);
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
