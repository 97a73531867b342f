import type { Database } from 'better-sqlite3';
import type { Journal } from '../../../journal/open.js';
import type { LogKey } from '../../../journal/sync-store.js';
import { chainStart, nextChain } from '../../../protocol/change.js';
import type { SiteCode } from '../../../protocol/ids.js';
import type { Lane } from '../../../protocol/lane.js';
import type { NodeName } from './marks.js';

interface LogRow {
  readonly direction: 'up' | 'dn';
  readonly site: SiteCode;
  readonly epoch: number;
  readonly lane: Lane;
  readonly seq: number;
  readonly entries: number;
}

const logsText = `SELECT s.direction, s.site, s.epoch, s.lane, s.seq, count(e.seq) AS entries FROM stream s
  LEFT JOIN entry e ON e.stream = s.id WHERE s.epoch > 0 GROUP BY s.id`;

/** Each log holds each number once, and its chain follows from its changes. */
export async function brokenLogs(journal: Journal, node: NodeName, database: Database): Promise<string[]> {
  const broken: string[] = [];
  for (const { direction, site, epoch, lane, seq, entries } of database.prepare<[], LogRow>(logsText).all()) {
    const log: LogKey = { direction, site, epoch };
    const name = `${node}: log ${direction} ${site} ${lane}`;
    if (entries !== seq) broken.push(`${name} has ${entries} entries of ${seq}`);
    // What was received is proven where it was written; here only its numbers stand.
    if (site !== (await journal.sync.identity()).site && direction === 'up') continue;
    if (node === 'site' && direction === 'dn') continue;
    let after = { seq: 0, chain: chainStart({ ...log, lane }) };
    while (after.seq < seq) {
      const run = await journal.sync.since({ log, lane, after, changesMax: 500, bytesMax: 1e9 });
      if (run === undefined || run === 'fork') return [...broken, `${name} ends at ${after.seq} of ${seq}`];
      const chain = run.changes.reduce<Uint8Array>(nextChain, after.chain);
      if (Buffer.compare(chain, run.chainAfter) !== 0) broken.push(`${name}: the chain does not follow`);
      after = { seq: run.to, chain };
    }
  }
  return broken;
}
