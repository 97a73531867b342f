import { chainStart } from '../protocol/change.js';
import type { LaneCursor, LaneDurability } from '../protocol/control/durability.js';
import type { Receipt } from '../protocol/control/receipt.js';
import { limits } from '../protocol/limits.js';
import { Problem } from '../protocol/problem.js';
import { applyBatches } from './apply-batches.js';
import { bootstrapProgress, noteBootstrap } from './bootstrap-told.js';
import type { JournalContext } from './context.js';
import { correctClock, identityOf, readNode } from './node-state.js';
import { ReceiptQueue } from './receipt-queue.js';
import { since } from './since.js';
import { deadLetterSql } from './sql/dead-letters.js';
import { streamSql } from './sql/streams.js';
import { streamsOf } from './streams.js';
import type {
  ApplyBatch,
  ApplyOutcome,
  BootstrapParts,
  BootstrapProgress,
  ChangeRun,
  Commit,
  LaneProgress,
  LogKey,
  NodeIdentity,
  SinceQuery,
  SyncStore,
} from './sync-store.js';
import type { VersionWriter } from './version-writer.js';

/** {@link SyncStore} over one SQLite database. */
export class SqliteSyncStore implements SyncStore {
  readonly #context: JournalContext;
  readonly #writer: VersionWriter;
  readonly #receipts: ReceiptQueue;
  readonly #listeners: Set<(commit: Commit) => void>;

  constructor(context: JournalContext, writer: VersionWriter, listeners: Set<(commit: Commit) => void>) {
    this.#context = context;
    this.#writer = writer;
    this.#receipts = new ReceiptQueue(context);
    this.#listeners = listeners;
  }

  async identity(): Promise<NodeIdentity> {
    return identityOf(readNode(this.#context.connection));
  }

  async noteHubTime(hubMilliseconds: number): Promise<void> {
    if (this.#context.role === 'hub') throw new Problem('usage-wrong', 'the hub has its own time');
    this.#context.stampTime.follow(hubMilliseconds);
    correctClock(this.#context.connection, hubMilliseconds);
  }

  async applyBatches(commands: readonly ApplyBatch[]): Promise<readonly ApplyOutcome[]> {
    return applyBatches(this.#context, this.#writer, commands);
  }

  async received(log: LogKey): Promise<readonly LaneDurability[]> {
    return streamsOf(this.#context.connection, log).map(({ lane, row, chain }) => ({
      lane,
      durable: { seq: row?.seq ?? 0, chain },
      safeSeq: row?.safeSeq ?? 0,
      creditBytes: limits.creditBytesMax,
    }));
  }

  async heads(log: LogKey): Promise<readonly LaneCursor[]> {
    return streamsOf(this.#context.connection, log).map(({ lane, row, chain }) => ({
      lane,
      seq: row?.seq ?? 0,
      chain,
    }));
  }

  async since(query: SinceQuery): Promise<ChangeRun | 'fork' | undefined> {
    return since(this.#context, query);
  }

  async acknowledge(log: LogKey, receipt: Receipt): Promise<void> {
    if (receipt.epoch !== log.epoch) throw new Problem('epoch-unknown');
    return this.#receipts.add({ log, receipt });
  }

  /** Commits the receipts that wait for the end of this turn. */
  flush(): void {
    this.#receipts.flush();
  }

  async acknowledged(log: LogKey): Promise<readonly LaneProgress[]> {
    const { connection } = this.#context;
    return streamsOf(connection, log).map(({ lane, row }): LaneProgress => {
      const durableSeq = row?.durableSeq ?? 0;
      const headSeq = row?.seq ?? 0;
      const own = row && connection.one(streamSql.chainAt, row.id, durableSeq)?.chain;
      const oldest = row && headSeq > durableSeq && connection.one(streamSql.receivedAt, row.id, durableSeq + 1);
      return {
        lane,
        durable: { seq: durableSeq, chain: own ?? chainStart({ ...log, lane }) },
        ...{ safeSeq: row?.safeSeq ?? 0, creditBytes: row?.creditBytes ?? limits.creditBytesMax },
        ...{ headSeq, pending: headSeq - durableSeq },
        refused: (row && connection.one(deadLetterSql.countRefused, row.id)?.count) ?? 0,
        ...(oldest && { oldestPendingMilliseconds: oldest.milliseconds }),
        ...(row?.receiptMilliseconds != null && { lastReceiptMilliseconds: row.receiptMilliseconds }),
      };
    });
  }

  async noteBootstrap(parts: BootstrapParts): Promise<void> {
    noteBootstrap(this.#context, parts);
  }

  async bootstrap(): Promise<BootstrapProgress | undefined> {
    return bootstrapProgress(this.#context);
  }

  onCommit(listener: (commit: Commit) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
