import type { SiteCode } from '../../protocol/ids.js';
import { limits } from '../../protocol/limits.js';
import type { JournalContext } from '../context.js';
import { carriedFeedSql } from '../sql/carried-feeds.js';
import { fanOutSql } from '../sql/fan-out.js';
import type { FeedWriter } from './feed-writer.js';

/**
 * Puts what the feeds of an earlier hub epoch held beyond the receipts of their sites into the feeds of this epoch, group
 * by group, at most about so many rows; returns whether more waits (rule F14). What a site has of it already is without
 * effect there.
 */
export function carryFeeds({ connection }: JournalContext, feeds: FeedWriter, rowsMax: number): boolean {
  const carried = connection.one(carriedFeedSql.next, 0);
  if (carried === undefined) return false;
  // A group is no longer than a Bundle: one more of it is always read whole.
  const readMax = rowsMax + limits.bundleEntriesMax;
  const rows = connection.all(carriedFeedSql.rows, carried.stream, carried.position, readMax);
  let { position } = carried;
  for (const [index, { seq, version, groupEnd }] of rows.entries()) {
    const row = connection.one(fanOutSql.receivedOne, version);
    if (row !== undefined) feeds.add(carried.site as SiteCode, row, carried.lane);
    if (groupEnd !== 1) continue;
    feeds.endGroup();
    position = seq;
    if (index >= rowsMax) break;
  }
  const isOver = rows.length < readMax && position === (rows.at(-1)?.seq ?? position);
  if (isOver) connection.run(carriedFeedSql.remove, carried.stream);
  else connection.run(carriedFeedSql.move, position, carried.stream);
  return connection.one(carriedFeedSql.next, 0) !== undefined;
}
