import { changeKey } from '../change-key.js';
import type { JournalContext } from '../context.js';
import { readNode } from '../node-state.js';
import { fanOutSql } from '../sql/fan-out.js';
import { versionSql } from '../sql/versions.js';
import { transaction } from '../sqlite/transaction.js';
import type { FeedVersions } from '../sync-store.js';
import { FeedWriter } from './feed-writer.js';
import { followersOf } from './followers.js';

/**
 * Puts versions into a site's feed, whoever wrote them and whether the site has them or not: what it has is without
 * effect there (rule S9). With each go those that supersede it (rule F6). Returns how many were fed; ids that are not here are passed over.
 */
export function feedVersions(context: JournalContext, { site, changeIds, lane }: FeedVersions): number {
  const { connection } = context;
  const fed = transaction(connection, () => {
    const feeds = new FeedWriter(context, readNode(connection).epoch);
    const fedNow = new Set<number>();
    let count = 0;
    for (const changeId of changeIds) {
      const known = connection.one(versionSql.byChange, changeKey(changeId));
      const row = known && connection.one(fanOutSql.receivedOne, known.key);
      if (row === undefined) continue;
      for (const due of [row.key, ...followersOf(context, row.resource, row.key)]) {
        const version = fedNow.has(due) ? undefined : connection.one(fanOutSql.receivedOne, due);
        if (version === undefined) continue;
        fedNow.add(due);
        feeds.add(site, version, lane);
        feeds.endGroup();
        count += 1;
      }
    }
    feeds.finish();
    return count;
  });
  if (fed > 0) context.announce({ source: 'fan-out', touched: [] });
  return fed;
}
