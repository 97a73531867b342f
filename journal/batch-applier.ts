import { type Batch, encodeBatch } from '../protocol/batch.js';
import type { Change } from '../protocol/change.js';
import { boundStamp, type ClockStamp, observe } from '../protocol/clock.js';
import type { Reject } from '../protocol/control/receipt.js';
import { isProblemCode, Problem, type ProblemCode } from '../protocol/problem.js';
import { fileResource } from '../record/filing.js';
import type { Filing } from '../record/resource.js';
import { changeKey } from './change-key.js';
import type { JournalContext } from './context.js';
import { type Place, placeOf } from './fan-out/recent-places.js';
import { type StreamRow, streamSql } from './sql/streams.js';
import { versionSql } from './sql/versions.js';
import { readBody } from './structure.js';
import type { ApplyBatch, Commit } from './sync-store.js';
import type { VersionWriter } from './version-writer.js';

/** What one batch did. */
export interface Applied {
  readonly seq: number;
  readonly chain: Uint8Array;
  readonly applied: number;
  readonly rejects: readonly Reject[];
  readonly clock: ClockStamp;
  /** How far the furthest stamp is ahead of this node's clock; 0 while it is not worth telling (rule T3). */
  readonly aheadMilliseconds: number;
  readonly touched: Commit['touched'];
}

/** What is known of a change before anything of its group is written. */
interface Checked {
  /** The key of its version, when it is here already. */
  readonly known?: number;
  /** At a site, where search rows go with the commit. */
  readonly filing?: Filing;
  /** At the hub, for the fan-out behind the commit. */
  readonly place?: Place;
}

/** Applies the changes of one admitted batch from index `skip` on, group by group; the caller holds the transaction. */
export class BatchApplier {
  readonly #context: JournalContext;
  readonly #writer: VersionWriter;
  readonly #stream: StreamRow;
  readonly #command: ApplyBatch;
  readonly #rejects: Reject[] = [];
  readonly #touched: { type: Change['type']; id: Change['resourceId']; patient?: Change['resourceId'] }[] = [];
  #applied = 0;

  constructor(context: JournalContext, writer: VersionWriter, stream: StreamRow, command: ApplyBatch) {
    this.#context = context;
    this.#writer = writer;
    this.#stream = stream;
    this.#command = command;
  }

  apply(skip: number, clock: ClockStamp): Applied {
    const { batch } = this.#command;
    let start = skip;
    for (let index = skip; index < batch.changes.length; index += 1) {
      if (batch.changes[index]?.groupEnd !== true) continue;
      this.#applyGroup(start, index + 1);
      start = index + 1;
    }
    if (start !== batch.changes.length) throw new Problem('batch-malformed', 'a group is cut');
    const { connection } = this.#context;
    connection.run(streamSql.move, batch.header.to, batch.header.chainAfter, this.#stream.id);
    return {
      ...{ seq: batch.header.to, chain: batch.header.chainAfter, applied: this.#applied },
      ...{ rejects: this.#rejects, touched: this.#touched },
      ...this.#judgeClock(clock, batch.changes.slice(skip)),
    };
  }

  /** A group is applied whole (rule S8): one change that cannot be applied sets all of it aside (rule P1). */
  #applyGroup(start: number, end: number): void {
    const { batch } = this.#command;
    const changes = batch.changes.slice(start, end);
    let checked: readonly Checked[];
    try {
      checked = changes.map((change) => this.#check(change));
    } catch (error) {
      if (!(error instanceof Problem) || !rejectable.has(error.code)) throw error;
      for (let index = start; index < end; index += 1) this.#setAside(index, error.code);
      return;
    }
    /** Versions that this group has added: the same change may come twice in it, too. */
    const added = new Map<string, number>();
    let groupStart: number | undefined;
    for (const [offset, change] of changes.entries()) {
      const known = checked[offset]?.known ?? added.get(change.changeId);
      const version = known ?? this.#applyChange(change, start + offset, groupStart, checked[offset]);
      this.#addEntry(start + offset, version);
      if (known !== undefined) continue;
      added.set(change.changeId, version);
      groupStart ??= version;
    }
  }

  /** Writes a version that is new here; returns its key. */
  #applyChange(change: Change, index: number, groupStart: number | undefined, checked: Checked | undefined): number {
    const filing = checked?.filing;
    const version = this.#writer.write({
      ...{ change, stream: this.#stream.id, seq: this.#command.batch.header.from + index, groupStart, filing },
      receivedMilliseconds: this.#command.receivedMilliseconds,
    });
    if (checked?.place !== undefined) this.#context.recentPlaces.note(version, checked.place);
    this.#applied += 1;
    const patient = filing?.patient;
    this.#touched.push({ type: change.type, id: change.resourceId, ...(patient !== undefined && { patient }) });
    return version;
  }

  /** What must hold before anything of a group is written; gives what its content says. */
  #check(change: Change): Checked {
    const known = this.#context.connection.one(versionSql.byChange, changeKey(change.changeId));
    if (known !== undefined) {
      // Written once and carried byte for byte (rule W2): another content under a known id is never taken over.
      const same =
        known.origin === change.origin &&
        known.stampMilliseconds === change.stamp.milliseconds &&
        known.stampCounter === change.stamp.counter &&
        Buffer.compare(known.body ?? Buffer.alloc(0), change.body) === 0;
      if (!same) throw new Problem('batch-fork');
      return { known: known.key };
    }
    if (change.method === 'delete') return {};
    const value = readBody(change);
    return this.#context.role === 'site' ? { filing: fileResource(value) } : { place: placeOf(value) };
  }

  #setAside(index: number, code: ProblemCode): void {
    const { batch, receivedMilliseconds } = this.#command;
    const seq = batch.header.from + index;
    const { connection } = this.#context;
    const bytes = encodeOne(batch, index);
    connection.run(streamSql.addDeadLetter, this.#stream.id, seq, code, Math.floor(receivedMilliseconds), bytes);
    this.#addEntry(index, null);
    this.#rejects.push({ seq, code });
  }

  #addEntry(index: number, version: number | null): void {
    const { batch } = this.#command;
    const chain = batch.chains[index] ?? batch.header.chainAfter;
    const groupEnd = batch.changes[index]?.groupEnd === true ? 1 : 0;
    this.#context.connection.run(
      streamSql.addEntry,
      ...[this.#stream.id, batch.header.from + index, version, chain, groupEnd],
    );
  }

  /** The whole batch was applied; only now may it move the clock, and only within bounds (rule T3). */
  #judgeClock(clock: ClockStamp, changes: readonly Change[]): Pick<Applied, 'clock' | 'aheadMilliseconds'> {
    const now = this.#command.receivedMilliseconds;
    let moved = clock;
    let aheadMilliseconds = 0;
    for (const { stamp } of changes) {
      const { verdict } = boundStamp(stamp, now);
      if (verdict !== 'clamped') moved = observe(moved, stamp);
      if (verdict !== 'good') aheadMilliseconds = Math.max(aheadMilliseconds, stamp.milliseconds - now);
    }
    return { clock: moved, aheadMilliseconds };
  }
}

const rejectable: ReadonlySet<ProblemCode> = new Set(['body-malformed', 'resource-structure', 'batch-fork']);

/** One change of a batch as a batch of its own, so that it can be read again after an upgrade. */
function encodeOne(batch: Batch, index: number): Uint8Array {
  const change = batch.changes[index];
  const seq = batch.header.from + index;
  const chainBefore = index === 0 ? batch.header.chainBefore : batch.chains[index - 1];
  const chainAfter = batch.chains[index];
  if (change === undefined || chainBefore === undefined || chainAfter === undefined) throw new Problem('internal');
  return encodeBatch(
    { ...batch.header, from: seq, to: seq, chainBefore, chainAfter, dictionary: 0 },
    [change],
    new Map(),
  );
}

/** The rejects that a receipt repeats when a batch comes again. */
export function rejectsOf(context: JournalContext, stream: number, from: number, to: number): readonly Reject[] {
  return context.connection
    .all(streamSql.deadLetters, stream, from, to)
    .map(({ seq, code }) => ({ seq, code: isProblemCode(code) ? code : 'internal' }));
}
