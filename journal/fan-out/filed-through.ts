import { setTimeout as pause } from 'node:timers/promises';
import { Problem } from '../../protocol/problem.js';
import type { JournalContext } from '../context.js';
import { journalLimits } from '../limits.js';
import { fanOutSql } from '../sql/fan-out.js';

/**
 * Resolves once fan-out has filed what stands up to a place of the hub's log (rule F3): it runs by itself behind each commit.
 * @throws Problem `index-behind` when it does not within a bounded time
 */
export async function filedThrough({ connection }: JournalContext, head: number): Promise<void> {
  const { filingLooksMax, filingLookMilliseconds } = journalLimits;
  for (let looks = 1; (connection.one(fanOutSql.cursor, 'fan-out 0')?.version ?? 0) < head; looks += 1) {
    if (looks > filingLooksMax) throw new Problem('index-behind');
    await pause(filingLookMilliseconds);
  }
}
