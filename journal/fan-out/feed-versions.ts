import { changeKey } from '../change-key.js';
import type { JournalContext } from '../context.js';
import { readNode } from '../node-state.js';
import { fanOutSql } from '../sql/fan-out.js';
import { versionSql } from '../sql/versions.js';
import { transaction } from '../sqlite/transaction.js';
import type { FeedVersions } from '../sync-store.js';
import { FeedWriter } from './feed-writer.js';

/**
 * Puts versions into a site's feed, whoever wrote them and whether the site has them or not: what it has is without
 * effect there (rule S9). Returns how many were fed; ids that are not here are passed over.
 */
export function feedVersions(context: JournalContext, { site, changeIds, lane }: FeedVersions): number {
  const { connection } = context;
  const fed = transaction(connection, () => {
    const feeds = new FeedWriter(context, readNode(connection).epoch);
    let count = 0;
    for (const changeId of changeIds) {
      const known = connection.one(versionSql.byChange, changeKey(changeId));
      const row = known && connection.one(fanOutSql.receivedOne, known.key);
      if (row === undefined) continue;
      feeds.add(site, row, lane);
      feeds.endGroup();
      count += 1;
    }
    feeds.finish();
    return count;
  });
  if (fed > 0) context.announce({ source: 'fan-out', touched: [] });
  return fed;
}
