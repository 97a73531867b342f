import type { Change } from '../protocol/change.js';
import { boundStamps, type ClockStamp } from '../protocol/clock.js';
import type { Reject } from '../protocol/control/receipt.js';
import { Problem, type ProblemCode } from '../protocol/problem.js';
import { ChangeApplier, type CheckedChange } from './change-applier.js';
import type { JournalContext } from './context.js';
import { addDeadLetter, rejectCodeOf } from './poison/dead-letters.js';
import { entrySql, type StreamRow, streamSql } from './sql/streams.js';
import { RowBatch } from './sqlite/row-batch.js';
import { savepoint } from './sqlite/transaction.js';
import type { ApplyBatch, Commit } from './sync-store.js';
import type { VersionWriter } from './version-writer.js';

/** What one batch did. */
export interface Applied {
  readonly seq: number;
  readonly chain: Uint8Array;
  readonly applied: number;
  /** Changes that this batch brought and that were set aside. */
  readonly rejects: readonly Reject[];
  readonly clock: ClockStamp;
  /** How far the furthest stamp is ahead of this node's clock; 0 while it is not worth telling (rule T3). */
  readonly aheadMilliseconds: number;
  readonly touched: Commit['touched'];
}

/**
 * `quick`: an error in the writing of a group is an error of the batch. `careful`: it sets that group aside and the others
 * go on, at the price of a savepoint for each; for a batch that failed the quick way.
 */
export type Manner = 'quick' | 'careful';

/** Applies the changes of one admitted batch from index `skip` on, group by group; the caller holds the transaction. */
export class BatchApplier {
  readonly #context: JournalContext;
  readonly #stream: StreamRow;
  readonly #command: ApplyBatch;
  readonly #manner: Manner;
  readonly #applier: ChangeApplier;
  readonly #entries: RowBatch;
  readonly #rejects: Reject[] = [];
  #mergeStamps: readonly (ClockStamp | undefined)[] = [];

  constructor(context: JournalContext, writer: VersionWriter, stream: StreamRow, command: ApplyBatch, manner: Manner) {
    this.#context = context;
    this.#stream = stream;
    this.#command = command;
    this.#manner = manner;
    this.#applier = new ChangeApplier(context, writer);
    this.#entries = new RowBatch(context.connection, entrySql);
  }

  apply(skip: number, clock: ClockStamp): Applied {
    const { batch, receivedMilliseconds } = this.#command;
    const stamps = batch.changes.slice(skip).map((change) => this.#heardStamp(change));
    const now = this.#context.stampTime.correct(receivedMilliseconds);
    const bound = boundStamps(clock, stamps, now);
    // Only the hub clamps, so that all nodes count with the same stamps.
    if (this.#context.role === 'hub') this.#mergeStamps = [...Array(skip).fill(undefined), ...bound.mergeStamps];
    let start = skip;
    for (let index = skip; index < batch.changes.length; index += 1) {
      if (batch.changes[index]?.groupEnd !== true) continue;
      this.#applyGroup(start, index + 1);
      start = index + 1;
    }
    if (start !== batch.changes.length) throw new Problem('batch-malformed', 'a group is cut');
    this.#entries.finish();
    const { connection } = this.#context;
    connection.run(streamSql.move, batch.header.to, batch.header.chainAfter, this.#stream.id);
    const { touched } = this.#applier;
    return {
      ...{ seq: batch.header.to, chain: batch.header.chainAfter, applied: touched.length },
      ...{ rejects: this.#rejects, touched },
      // The whole batch was applied; only now may it move the clock (rule T5).
      ...{ clock: bound.clock, aheadMilliseconds: bound.aheadMilliseconds },
    };
  }

  #heardStamp({ stamp, mergeStamp }: Change): ClockStamp {
    return this.#context.role === 'site' && mergeStamp !== undefined ? mergeStamp : stamp;
  }

  /** What counts in merge in the place of a change's stamp: what the hub says, at a site, or what it finds, at the hub. */
  #mergeStampOf(index: number, { mergeStamp }: Change): ClockStamp | undefined {
    return this.#context.role === 'site' ? mergeStamp : this.#mergeStamps[index];
  }

  /** A group is applied whole (rule S8): one change that cannot be applied sets all of it aside (rule P1). */
  #applyGroup(start: number, end: number): void {
    const { batch, places } = this.#command;
    const changes = batch.changes.slice(start, end);
    let checked: readonly CheckedChange[];
    try {
      checked = this.#applier.checkGroup(changes, places?.slice(start, end));
    } catch (error) {
      const code = rejectCodeOf(error);
      if (code === undefined) throw error;
      this.#setAside(start, end, code);
      return;
    }
    if (this.#manner === 'quick') this.#writeGroup(changes, start, checked);
    else this.#tryGroup(changes, start, checked);
  }

  /** One group that the database will not take must not hold up the others (rule P5). */
  #tryGroup(changes: readonly Change[], start: number, checked: readonly CheckedChange[]): void {
    const touchedBefore = this.#applier.touched.length;
    // Its entries are taken back with it, and no others.
    this.#entries.finish();
    try {
      savepoint(this.#context.connection, () => {
        this.#writeGroup(changes, start, checked);
        this.#entries.finish();
      });
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== 'internal') throw error;
      this.#applier.touched.length = touchedBefore;
      this.#entries.forget();
      this.#setAside(start, start + changes.length, 'internal');
    }
  }

  #writeGroup(changes: readonly Change[], start: number, checked: readonly CheckedChange[]): void {
    const { batch, receivedMilliseconds } = this.#command;
    /** Versions that this group has added: the same change may come twice in it, too. */
    const added = new Map<string, number>();
    let groupStart: number | undefined;
    for (const [offset, change] of changes.entries()) {
      const known = checked[offset]?.known ?? added.get(change.changeId);
      const seq = batch.header.from + start + offset;
      const mergeStamp = this.#mergeStampOf(start + offset, change);
      const place = { stream: this.#stream.id, seq, groupStart, receivedMilliseconds, mergeStamp };
      const version = known ?? this.#applier.write(change, place, checked[offset]);
      if (known !== undefined && mergeStamp !== undefined) this.#applier.believe(change, known, mergeStamp);
      this.#addEntry(start + offset, version);
      if (known !== undefined) continue;
      added.set(change.changeId, version);
      groupStart ??= version;
    }
  }

  #setAside(start: number, end: number, code: ProblemCode): void {
    this.#applier.noteDead();
    for (let index = start; index < end; index += 1) {
      addDeadLetter(this.#context, this.#stream.id, this.#command, index, code);
      this.#addEntry(index, null);
      this.#rejects.push({ seq: this.#command.batch.header.from + index, code });
    }
  }

  #addEntry(index: number, version: number | null): void {
    const { batch } = this.#command;
    const chain = batch.chains[index] ?? batch.header.chainAfter;
    const groupEnd = batch.changes[index]?.groupEnd === true ? 1 : 0;
    this.#entries.add(this.#stream.id, batch.header.from + index, version, chain, groupEnd);
  }
}
