import type { Hello } from '../../protocol/control/hello.js';
import type { Fork } from '../../protocol/epoch/fork.js';
import type { SiteCode } from '../../protocol/ids.js';
import type { JournalContext } from '../context.js';
import { addEvent } from '../event-log.js';
import { FeedWriter } from '../fan-out/feed-writer.js';
import type { MovedSite } from '../hub-epoch-store.js';
import { readNode } from '../node-state.js';
import { epochSql } from '../sql/epochs.js';
import { fanOutSql } from '../sql/fan-out.js';

/** Entries that are read at a time. */
const entriesMax = 500;

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
  let fedBack = 0;
  for (const stream of connection.all(epochSql.streams, 'up', site)) {
    if (!feedBack || stream.epoch < fork.fromEpoch || stream.epoch >= epoch) continue;
    const cursor = stream.epoch === fork.fromEpoch && fork.cursors.find(({ lane }) => lane === stream.lane);
    fedBack += feedAfter(context, feeds, site, stream.id, cursor ? cursor.seq : 0);
  }
  feeds.finish();
  const { fromEpoch, reason } = fork;
  const kind = reason === 'forked' ? 'log-forked' : 'site-restored';
  addEvent(connection, { site, kind, detail: { epoch, fromEpoch, fedBack }, atMilliseconds });
  return { fedBack };
}

/** The site's own changes of a log after a place, which it lacks; their groups stay whole. */
function feedAfter(
  { connection }: JournalContext,
  feeds: FeedWriter,
  site: SiteCode,
  stream: number,
  afterSeq: number,
): number {
  let after = afterSeq;
  let count = 0;
  for (;;) {
    const pointers = connection.all(epochSql.pointers, stream, after, entriesMax);
    for (const { seq, version, groupEnd } of pointers) {
      const row = version === null ? undefined : connection.one(fanOutSql.receivedOne, version);
      if (row !== undefined) {
        feeds.add(site, row);
        count += 1;
      }
      if (groupEnd === 1) feeds.endGroup();
      after = seq;
    }
    if (pointers.length < entriesMax) return count;
  }
}
