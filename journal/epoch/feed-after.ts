import type { SiteCode } from '../../protocol/ids.js';
import type { JournalContext } from '../context.js';
import type { FeedWriter } from '../fan-out/feed-writer.js';
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
}

/** Puts what a log holds after a place into a site's feed, its groups whole; returns how many changes. */
export function feedAfter({ connection }: JournalContext, feeds: FeedWriter, place: LogPlace): number {
  let { after } = place;
  let count = 0;
  for (;;) {
    const pointers = connection.all(epochSql.pointers, place.stream, after, entriesMax);
    for (const { seq, version, groupEnd } of pointers) {
      const row = version === null || version < place.from ? undefined : connection.one(fanOutSql.receivedOne, version);
      if (row !== undefined) {
        feeds.add(place.site, row);
        count += 1;
      }
      if (groupEnd === 1) feeds.endGroup();
      after = seq;
    }
    if (pointers.length < entriesMax) return count;
  }
}
