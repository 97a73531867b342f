import { setImmediate as nextTurn } from 'node:timers/promises';
import { localOffsetMinutes } from '../../record/date-time.js';
import type { JournalContext } from '../context.js';
import { journalLimits } from '../limits.js';
import { auditTallySql } from '../sql/audit-tally.js';
import { readMark } from './read-audit.js';

/** How often something was done on a day: by the first word of its action, and by the type of what it was done with. */
export interface AuditTally {
  /** Days since 1970-01-01, in local time. */
  readonly day: number;
  readonly word: string;
  /** '' where no type is told. */
  readonly type: string;
  readonly outcome: string;
  readonly count: number;
}

const dayMilliseconds = 24 * 3_600_000;

/**
 * Counts a node's audit from a moment on, without whom it is about; the last entries first, in slices between which others have
 * their turn, until one begins before the moment.
 * @param fromMilliseconds since 1970
 * @returns the counts, and whether all of that time was looked at
 */
export async function tallyEntries(
  { connection }: Pick<JournalContext, 'connection'>,
  fromMilliseconds: number,
): Promise<{ readonly tallies: readonly AuditTally[]; readonly isWhole: boolean }> {
  const tallies = new Map<string, AuditTally>();
  const { auditSliceEntriesMax: size, auditWalkEntriesMax } = journalLimits;
  const last = readMark(connection).count;
  const least = Math.max(0, last - auditWalkEntriesMax);
  const offset = localOffsetMinutes * 60_000;
  let to = last;
  for (let isBefore = false; to > least && !isBefore; to -= size) {
    const from = Math.max(least, to - size);
    const values = [offset, dayMilliseconds, from, to, Math.floor(fromMilliseconds)];
    for (const row of connection.all(auditTallySql.slice, ...values)) {
      const key = `${row.day} ${row.word} ${row.type} ${row.outcome}`;
      tallies.set(key, { ...row, count: row.count + (tallies.get(key)?.count ?? 0) });
    }
    isBefore = (connection.one(auditTallySql.timeAt, from + 1)?.milliseconds ?? 0) < fromMilliseconds;
    await nextTurn();
  }
  return { tallies: [...tallies.values()], isWhole: least === 0 || to > least };
}
