import { type Batch, encodeBatch } from '../../protocol/batch.js';
import type { Change } from '../../protocol/change.js';
import type { Reject } from '../../protocol/control/receipt.js';
import { limits } from '../../protocol/limits.js';
import { Problem, type ProblemCode } from '../../protocol/problem.js';
import { isProblemCode } from '../../protocol/problems.js';
import { changeKey } from '../change-key.js';
import type { JournalContext } from '../context.js';
import { asMayBeKept } from '../erasure/set-aside.js';
import { deadLetterSql } from '../sql/dead-letters.js';
import type { Connection } from '../sqlite/connection.js';

/** The codes that concern one change and not the batch that brought it (rule P1). */
const rejectable: ReadonlySet<ProblemCode> = new Set([
  'body-malformed',
  'resource-structure',
  'batch-fork',
  'record-waiting',
  'card-keys-too-many',
]);

/** The code to set a change aside with; `undefined` when the error is about more than this change. */
export function rejectCodeOf(error: unknown): ProblemCode | undefined {
  // Code that stumbles over a body stumbles each time: the other changes must not wait for its next release.
  if (!(error instanceof Problem)) return 'internal';
  return rejectable.has(error.code) ? error.code : undefined;
}

/** Sets one change of a batch aside, with all that came. */
export function addDeadLetter(
  context: JournalContext,
  stream: number,
  { batch, receivedMilliseconds }: { readonly batch: Batch; readonly receivedMilliseconds: number },
  index: number,
  code: ProblemCode,
): void {
  const change = batch.changes[index];
  if (change === undefined) throw new Problem('internal');
  const seq = batch.header.from + index;
  const received = Math.floor(receivedMilliseconds);
  const bytes = encodeOne(batch, index, asMayBeKept(context, change));
  context.connection.run(deadLetterSql.add, stream, seq, code, received, bytes, changeKey(change.changeId));
}

export function isAnyDead(connection: Connection): boolean {
  return connection.one(deadLetterSql.any) !== undefined;
}

/** Whether a version that this change follows is set aside: applied now, it would stand on something nobody could read. */
export function waitsBehindDead(connection: Connection, change: Change, within: ReadonlySet<string>): boolean {
  return change.predecessors.some(
    (predecessor) =>
      !within.has(predecessor) && connection.one(deadLetterSql.openByChange, changeKey(predecessor)) !== undefined,
  );
}

/** What the writer of a log has not confirmed yet (rule P4). */
export interface Untold {
  readonly rejects: readonly Reject[];
  /** Sequence numbers that were refused and have been applied since. */
  readonly mended: readonly number[];
}

export function untoldOf(connection: Connection, stream: number): Untold {
  const rows = connection.all(deadLetterSql.untold, stream, limits.receiptRejectsMax);
  return {
    rejects: rows.flatMap(({ seq, code, mended }) =>
      mended === 1 ? [] : [{ seq, code: isProblemCode(code) ? code : 'internal' }],
    ),
    mended: rows.flatMap(({ seq, mended }) => (mended === 1 ? [seq] : [])),
  };
}

/** One change of a batch as a batch of its own, so that it can be read again after an upgrade. */
function encodeOne(batch: Batch, index: number, change: Change): Uint8Array {
  const seq = batch.header.from + index;
  const chainBefore = index === 0 ? batch.header.chainBefore : batch.chains[index - 1];
  const chainAfter = batch.chains[index];
  if (chainBefore === undefined || chainAfter === undefined) throw new Problem('internal');
  return encodeBatch(
    { ...batch.header, from: seq, to: seq, chainBefore, chainAfter, dictionary: 0 },
    [change],
    new Map(),
  );
}
