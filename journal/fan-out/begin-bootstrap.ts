import type { SiteCode } from '../../protocol/ids.js';
import type { JournalContext } from '../context.js';
import { readNode } from '../node-state.js';
import { bootstrapSql } from '../sql/bootstrap.js';
import { carriedFeedSql } from '../sql/carried-feeds.js';
import { epochSql } from '../sql/epochs.js';
import { fanOutSql } from '../sql/fan-out.js';
import { snapshotSql } from '../sql/snapshots.js';
import { streamSql } from '../sql/streams.js';
import { transaction } from '../sqlite/transaction.js';
import type { OpenedFeed } from '../sync-store.js';
import { ownOf } from './bootstraps.js';
import { FeedWriter } from './feed-writer.js';
import { Snapshots, snapshotTurns } from './snapshots.js';

/**
 * Begins to give a site back all that it lost, when what its hello says shows that it holds nothing any more (rule F12):
 * its feed begins anew at its start, and the old one is retired. Returns whether it began.
 */
export function beginBootstrap(context: JournalContext, opened: OpenedFeed): boolean {
  const { site, atStart, lostLog } = opened;
  if (!atStart || !hasLost(context, site, lostLog)) return false;
  const { connection } = context;
  transaction(connection, () => {
    const { epoch } = readNode(connection);
    connection.run(bootstrapSql.retireFeed, site, epoch);
    connection.run(bootstrapSql.renameFeed, site, epoch);
    connection.run(carriedFeedSql.removeOfSite, site);
    connection.run(bootstrapSql.forgetSnapshots, site);
    connection.run(bootstrapSql.forgetCopies, site);
    connection.run(snapshotSql.forgetAhead, site);
    const before = (connection.one(fanOutSql.cursor, 'fan-out 0')?.version ?? 0) + 1;
    const patients = connection.one(bootstrapSql.countExpected, site)?.count ?? 0;
    const reference = connection.one(bootstrapSql.countReference)?.count ?? 0;
    const holdsOwn = mayHoldOwn(context, opened) ? 1 : 0;
    connection.run(bootstrapSql.begin, site, epoch, before, patients + reference, holdsOwn);
    connection.run(fanOutSql.setFed, site);
    const snapshots = new Snapshots(context, new FeedWriter(context, epoch));
    snapshots.add({
      ...{ site, compartment: 0, since: 0, before, own: ownOf({ holdsOwn }) },
      turn: snapshotTurns.interest,
    });
  });
  context.announce({ source: 'fan-out', touched: [] });
  return true;
}

/** A site that has acknowledged something of its feed, or whose log is here, and holds nothing, has lost it. */
function hasLost({ connection }: JournalContext, site: SiteCode, lostLog: boolean): boolean {
  const { epoch } = readNode(connection);
  const acknowledged = connection.all(streamSql.ofLog, 'dn', site, epoch).some(({ durableSeq }) => durableSeq > 0);
  // While nothing of a bootstrap was acknowledged it is the same one.
  return acknowledged || (lostLog && connection.one(bootstrapSql.find, site)?.hubEpoch !== epoch);
}

/** A log of an earlier epoch stays with a site that was put back: what it wrote in it may still be there. */
function mayHoldOwn({ connection }: JournalContext, { site, emptyFromEpoch }: OpenedFeed): boolean {
  if (emptyFromEpoch === undefined) return true;
  return connection.all(epochSql.streams, 'up', site).some(({ epoch, seq }) => epoch < emptyFromEpoch && seq > 0);
}
