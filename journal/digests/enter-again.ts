import { nextChain } from '../../protocol/change.js';
import type { Lane } from '../../protocol/lane.js';
import type { JournalContext } from '../context.js';
import { readNode } from '../node-state.js';
import { fanOutSql } from '../sql/fan-out.js';
import { entrySql, type StreamRow, streamSql } from '../sql/streams.js';
import { versionSql } from '../sql/versions.js';
import { transaction } from '../sqlite/transaction.js';
import { changeOf } from '../stored-version.js';
import { openStream } from '../streams.js';

/**
 * Puts versions that were written here at the end of this site's own log again, each as a group of its own and in the lane
 * that it has: the hub has lost them. What others wrote, those enter who wrote it.
 */
export function enterAgain(context: JournalContext, changeIds: readonly Uint8Array[]): number {
  const { connection, site } = context;
  const entered = transaction(connection, () => {
    const { epoch } = readNode(connection);
    const ends = new Map<number, { readonly stream: StreamRow; seq: number; chain: Uint8Array }>();
    let count = 0;
    for (const changeId of changeIds) {
      const known = connection.one(versionSql.byChange, changeId);
      const row = known && connection.one(fanOutSql.receivedOne, known.key);
      if (row === undefined || row.origin !== site) continue;
      const lane = row.lane as Lane;
      const stream = ends.get(lane)?.stream ?? openStream(connection, { direction: 'up', site, epoch, lane });
      const end = ends.get(lane) ?? { stream, seq: stream.seq, chain: stream.chain };
      end.seq += 1;
      end.chain = nextChain(end.chain, changeOf(row, true));
      ends.set(lane, end);
      connection.run(entrySql.add, stream.id, end.seq, row.key, end.chain, 1);
      count += 1;
    }
    for (const { stream, seq, chain } of ends.values()) connection.run(streamSql.move, seq, chain, stream.id);
    return count;
  });
  if (entered > 0) context.announce({ source: 'local', touched: [] });
  return entered;
}
