import type { Hello } from '../../protocol/control/hello.js';
import type { Fork } from '../../protocol/epoch/fork.js';
import type { SiteCode } from '../../protocol/ids.js';
import type { JournalContext } from '../context.js';
import { addEvent } from '../event-log.js';
import { FeedWriter } from '../fan-out/feed-writer.js';
import type { MovedSite } from '../hub-epoch-store.js';
import { readNode } from '../node-state.js';
import { bootstrapSql } from '../sql/bootstrap.js';
import { epochSql } from '../sql/epochs.js';
import type { Connection } from '../sqlite/connection.js';
import { feedAfter } from './feed-after.js';

export interface Move {
  readonly hello: Hello;
  readonly fork: Fork;
  readonly feedBack: boolean;
  readonly atMilliseconds: number;
}

/** Moves a site to the epoch of its hello, whose fork is proven; the caller holds the transaction. */
export function moveSite(context: JournalContext, { hello, fork, feedBack, atMilliseconds }: Move): MovedSite {
  const { connection } = context;
  const { site, epoch } = hello;
  connection.run(epochSql.setSiteEpoch, epoch, site);
  const feeds = new FeedWriter(context, readNode(connection).epoch);
  // What begins anew holds what was fanned out; what came after it the site does not get as its own.
  const bootstrap = connection.one(bootstrapSql.find, site);
  const from = feedBack ? 0 : (bootstrap?.before ?? 0);
  const follow = bootstrap?.hubEpoch === feeds.hubEpoch;
  let fedBack = 0;
  for (const stream of connection.all(epochSql.streams, 'up', site)) {
    if (stream.epoch < fork.fromEpoch || stream.epoch >= epoch) continue;
    const cursor = stream.epoch === fork.fromEpoch && fork.cursors.find(({ lane }) => lane === stream.lane);
    fedBack += feedAfter(context, feeds, { site, stream: stream.id, after: cursor ? cursor.seq : 0, from, follow });
  }
  feeds.finish();
  const { fromEpoch, reason } = fork;
  const kind = reason === 'forked' ? 'log-forked' : 'site-restored';
  const detail = { epoch, fromEpoch, fedBack, ...possibleLoss(connection, site, fromEpoch, epoch) };
  addEvent(connection, { site, kind, detail, atMilliseconds });
  return { fedBack };
}

/**
 * What may be lost with the state that the site had before (rule S90): what it had announced and the hub does not hold,
 * since when, and what it wrote after it was last heard of. What it still has of that it enters again.
 */
function possibleLoss(connection: Connection, site: SiteCode, fromEpoch: number, epoch: number) {
  const row = connection.one(epochSql.announced, site, site, fromEpoch, epoch);
  const { unheld = 0, sinceMilliseconds: unheldSince = null, heardMilliseconds: heardAt = null } = row ?? {};
  return { unheld, ...(unheldSince !== null && { unheldSince }), ...(heardAt !== null && { heardAt }) };
}
