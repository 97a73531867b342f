import { decodeBatch } from '../../protocol/batch.js';
import type { Change } from '../../protocol/change.js';
import { boundStamps } from '../../protocol/clock.js';
import { Problem, type ProblemCode } from '../../protocol/problem.js';
import { ChangeApplier } from '../change-applier.js';
import type { JournalContext } from '../context.js';
import { clockOf, keepClock, readNode } from '../node-state.js';
import { type DeadLetterRow, deadLetterSql } from '../sql/dead-letters.js';
import { transaction } from '../sqlite/transaction.js';
import type { VersionWriter } from '../version-writer.js';
import { rejectCodeOf } from './dead-letters.js';
import type { ReplayReport } from './poison-store.js';

/** Rows that are read at once; a group is at most this long. */
const lettersMax = 2_000;

interface Letter {
  readonly row: DeadLetterRow;
  readonly change: Change;
}

/**
 * Tries every change that is set aside again, group by group in the order of their logs, each in a transaction of its own
 * (rule P6). What waited behind a change of another log that is mended in this pass passes in the next, so passes follow
 * each other while they mend anything.
 */
export async function replayAll(context: JournalContext, writer: VersionWriter): Promise<ReplayReport> {
  let tried = 0;
  let mended = 0;
  for (;;) {
    const pass = await replayOnce(context, writer);
    tried = Math.max(tried, pass.tried);
    mended += pass.mended;
    if (pass.mended === 0) return { tried, mended };
  }
}

async function replayOnce(context: JournalContext, writer: VersionWriter): Promise<ReplayReport> {
  let [stream, seq, tried, mended] = [0, 0, 0, 0];
  for (;;) {
    const rows = context.connection.all(deadLetterSql.open, stream, seq, lettersMax);
    const group = firstGroup(rows);
    const last = group.at(-1);
    if (last === undefined) return { tried, mended };
    [stream, seq] = [last.row.stream, last.row.seq];
    tried += group.length;
    mended += replayGroup(context, writer, group);
    // Others get their turn between two groups.
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** The changes up to the end of the first group: they were set aside together, so they follow each other. */
function firstGroup(rows: readonly DeadLetterRow[]): readonly Letter[] {
  const group: Letter[] = [];
  for (const row of rows) {
    const before = group.at(-1)?.row;
    if (before !== undefined && (row.stream !== before.stream || row.seq !== before.seq + 1)) break;
    const [change] = decodeBatch(row.batch, new Map()).changes;
    if (change === undefined) break;
    group.push({ row, change });
    if (change.groupEnd) break;
  }
  return group;
}

/** Returns how many changes it mended: all of the group, or none. */
function replayGroup(context: JournalContext, writer: VersionWriter, group: readonly Letter[]): number {
  const { connection } = context;
  const applier = new ChangeApplier(context, writer);
  let code: ProblemCode | undefined;
  try {
    transaction(connection, () => {
      const node = readNode(connection);
      const stamps = group.map(({ change }) => change.stamp);
      const bound = boundStamps(clockOf(node), stamps, context.stampTime.now());
      const checked = applier.checkGroup(group.map(({ change }) => change));
      let groupStart: number | undefined;
      for (const [index, { row, change }] of group.entries()) {
        const { stream, seq, receivedMilliseconds } = row;
        const known = checked[index]?.known;
        const mergeStamp = context.role === 'hub' ? bound.mergeStamps[index] : change.mergeStamp;
        const place = { stream, seq, groupStart, receivedMilliseconds, mergeStamp };
        const version = known ?? applier.write(change, place, checked[index]);
        if (known === undefined) groupStart ??= version;
        connection.run(deadLetterSql.setEntry, version, stream, seq);
        connection.run(deadLetterSql.mend, stream, seq);
      }
      if (bound.mergeStamps.some((stamp) => stamp !== undefined)) keepClock(connection, node, bound.clock);
    });
    context.announce({ source: 'remote', touched: applier.touched });
    return group.length;
  } catch (error) {
    const stumbled = error instanceof Problem && error.code === 'internal';
    code = stumbled ? 'internal' : rejectCodeOf(error);
    if (code === undefined) throw error;
  }
  noteCode(context, group, code);
  return 0;
}

/** Why it is set aside may be another reason now, which its writer has not heard. */
function noteCode({ connection }: JournalContext, group: readonly Letter[], code: ProblemCode): void {
  const changed = group.filter(({ row }) => row.code !== code);
  if (changed.length === 0) return;
  transaction(connection, () => {
    for (const { row } of changed) connection.run(deadLetterSql.setCode, code, row.stream, row.seq);
  });
}
