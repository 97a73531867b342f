import { equalBytes } from '../protocol/bytes.js';
import type { Receipt } from '../protocol/control/receipt.js';
import { limits } from '../protocol/limits.js';
import { Problem } from '../protocol/problem.js';
import type { JournalContext } from './context.js';
import { deadLetterSql } from './sql/dead-letters.js';
import { type StreamRow, streamSql } from './sql/streams.js';
import type { Connection } from './sqlite/connection.js';
import { transaction } from './sqlite/transaction.js';
import { findStream } from './streams.js';
import type { LogKey } from './sync-store.js';

/** A receipt for a log that is written here. */
export interface Acknowledgement {
  readonly log: LogKey;
  readonly receipt: Receipt;
}

/** What the receipts for one lane come to. */
interface Reached {
  readonly stream: StreamRow;
  readonly durableSeq: number;
  readonly safeSeq: number;
  readonly creditBytes: number;
}

/**
 * Keeps receipts by maximum, in one transaction; each is judged by itself, so that one which says nothing about this log
 * does not spoil the others. Credit is absolute: the last one counts.
 * @returns the problem of each, in their order; `undefined` when it was kept
 */
export function acknowledgeAll(
  context: JournalContext,
  items: readonly Acknowledgement[],
): readonly (Problem | undefined)[] {
  const { connection } = context;
  const at = Math.floor(context.now());
  return transaction(connection, () => {
    const reached = new Map<number, Reached>();
    const problems = items.map((item) => judge(connection, item, reached, at));
    for (const { stream, durableSeq, safeSeq, creditBytes } of reached.values()) {
      if (durableSeq > stream.durableSeq) connection.run(streamSql.addReceipt, stream.id, durableSeq, at);
      connection.run(streamSql.acknowledge, durableSeq, safeSeq, creditBytes, at, stream.id);
    }
    return problems;
  });
}

function judge(
  connection: Connection,
  { log, receipt }: Acknowledgement,
  reached: Map<number, Reached>,
  at: number,
): Problem | undefined {
  const stream = findStream(connection, { ...log, lane: receipt.lane });
  const { seq } = receipt.durable;
  // Nothing of this lane exists yet, and the receipt says so too.
  if (seq === 0 && receipt.safeSeq === 0 && stream === undefined) return undefined;
  const chain =
    stream && (seq === stream.seq ? stream.chain : connection.one(streamSql.chainAt, stream.id, seq)?.chain);
  // The far end is durable in something that was not written here: the receipt says nothing about this log.
  if (stream === undefined || (seq > 0 && (chain === undefined || !equalBytes(chain, receipt.durable.chain)))) {
    return new Problem('batch-fork');
  }
  noteRefused(connection, log, stream, receipt, at);
  const before = reached.get(stream.id);
  const told = toldSeq(receipt);
  reached.set(stream.id, {
    stream,
    durableSeq: Math.max(told, before?.durableSeq ?? 0),
    safeSeq: Math.max(Math.min(receipt.safeSeq, told, stream.seq), before?.safeSeq ?? 0),
    creditBytes: receipt.creditBytes,
  });
  return undefined;
}

/** A receipt names so many refused changes and no more: beyond the last of them others may have been refused. */
function toldSeq({ durable, rejects, mended = [] }: Receipt): number {
  const named = [...rejects.map(({ seq }) => seq), ...mended];
  return named.length < limits.receiptRejectsMax ? durable.seq : Math.min(durable.seq, Math.max(...named));
}

/** What the far end could not apply of this log stays known here until it can (rule P4). */
function noteRefused(
  connection: Connection,
  { direction }: LogKey,
  stream: StreamRow,
  receipt: Receipt,
  at: number,
): void {
  for (const { seq, code } of receipt.rejects) {
    if (seq > stream.seq) continue;
    connection.run(deadLetterSql.addRefused, stream.id, seq, code, at);
    // It may stand in the log twice: put back to before it heard that it was refused, the site entered it again.
    if (direction === 'up') connection.run(deadLetterSql.placeRefused, stream.id, seq, stream.id, seq);
  }
  for (const seq of receipt.mended ?? []) connection.run(deadLetterSql.removeRefused, stream.id, seq);
}
