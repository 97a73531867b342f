import type { SiteCode } from '../../protocol/ids.js';
import type { JournalContext } from '../context.js';
import type { FeedWriter } from '../fan-out/feed-writer.js';
import { followersOf } from '../fan-out/followers.js';
import { epochSql } from '../sql/epochs.js';
import { fanOutSql } from '../sql/fan-out.js';

/** Entries that are read at a time. */
const entriesMax = 500;

/** A log, and a place in it. */
export interface LogPlace {
  readonly site: SiteCode;
  readonly stream: number;
  readonly after: number;
  /** Versions before this one are left out. */
  readonly from: number;
  /** The feed began with the heads: with a version go those that supersede it (rule F6). */
  readonly follow: boolean;
}

/** Puts what a log holds after a place into a site's feed, its groups whole; returns how many changes. */
export function feedAfter(context: JournalContext, feeds: FeedWriter, place: LogPlace): number {
  const { connection } = context;
  let { after } = place;
  let count = 0;
  for (;;) {
    const pointers = connection.all(epochSql.pointers, place.stream, after, entriesMax);
    for (const { seq, version, groupEnd } of pointers) {
      const row = version === null || version < place.from ? undefined : connection.one(fanOutSql.receivedOne, version);
      if (row !== undefined) {
        feeds.add(place.site, row);
        count += 1;
        const isFollowed = place.follow && row.key !== row.current;
        for (const key of isFollowed ? followersOf(context, row.resource, row.key) : []) {
          const follower = connection.one(fanOutSql.receivedOne, key);
          if (follower !== undefined) feeds.add(place.site, follower);
        }
      }
      if (groupEnd === 1) feeds.endGroup();
      after = seq;
    }
    if (pointers.length < entriesMax) return count;
  }
}
