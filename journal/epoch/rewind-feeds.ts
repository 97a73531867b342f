import { type Cursor, cursorStart, type LogScope } from '../../protocol/change.js';
import type { Hello } from '../../protocol/control/hello.js';
import { cursorOf, holdsCursor } from '../../protocol/epoch/cursors.js';
import type { Lane } from '../../protocol/lane.js';
import type { JournalContext } from '../context.js';
import { readNode } from '../node-state.js';
import { bootstrapSql } from '../sql/bootstrap.js';
import { carriedFeedSql } from '../sql/carried-feeds.js';
import { type EpochStreamRow, epochSql } from '../sql/epochs.js';
import { transaction } from '../sqlite/transaction.js';
import { chainAtOf } from './chain-at.js';

/**
 * A site that still speaks of an earlier hub epoch says how far it has the feed of that time. One that has less of it than
 * it had acknowledged was put back to an earlier state: the rest goes into its present feed again, and all that it was fed
 * under the epochs between (rule F14). Of an epoch that this hub has not been in, because it was put back to before, the site
 * may speak after a life of its own, such as a copy's: what it has of the feeds before says its earlier feed, or nothing.
 * Returns whether there is any.
 */
export function rewindFeeds(context: JournalContext, hello: Hello): boolean {
  const { connection } = context;
  const { epoch: current } = readNode(connection);
  const { site, hubEpoch: told } = hello;
  if (told >= current) return false;
  return transaction(connection, () => {
    const first = told > 0 && connection.one(epochSql.anyFeed, told) !== undefined ? told : 1;
    let found = false;
    for (const stream of connection.all(epochSql.streams, 'dn', site)) {
      const { id, epoch, lane, durableSeq } = stream;
      if (epoch < first || epoch >= current) continue;
      const scope = { direction: 'dn', site, epoch, lane: lane as Lane } as const;
      const cursor = cursorTold(hello, scope);
      const held = heldSeq(context, stream, scope, cursor);
      if (held >= durableSeq) continue;
      connection.run(epochSql.setDurable, held, held, id);
      connection.run(carriedFeedSql.rewind, id, held);
      found = true;
    }
    return found;
  });
}

function cursorTold({ hubEpoch, downs, earlierFeed }: Hello, scope: LogScope): Cursor {
  if (scope.epoch === hubEpoch) return cursorOf(downs, scope);
  return scope.epoch === earlierFeed?.hubEpoch ? cursorOf(earlierFeed.cursors, scope) : cursorStart(scope);
}

/** How far the site has a feed; what it has beyond this hub's end of it, the hub has lost, not the site. */
function heldSeq({ connection }: JournalContext, stream: EpochStreamRow, scope: LogScope, cursor: Cursor): number {
  if (holdsCursor(scope, cursor, chainAtOf(connection))) return cursor.seq;
  // Unless the feed was begun anew: then the site speaks of the one before.
  const beganAnew = connection.one(bootstrapSql.find, scope.site)?.hubEpoch === scope.epoch;
  return cursor.seq > stream.seq && !beganAnew ? stream.seq : 0;
}
