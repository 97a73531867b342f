import { nextChain } from '../../protocol/change.js';
import type { SiteCode } from '../../protocol/ids.js';
import type { Lane } from '../../protocol/lane.js';
import type { JournalContext } from '../context.js';
import type { ReceivedRow } from '../sql/fan-out.js';
import { entrySql, type StreamRow, streamSql } from '../sql/streams.js';
import { changeOf } from '../stored-version.js';
import { openStream } from '../streams.js';

interface Feed {
  readonly stream: StreamRow;
  seq: number;
  chain: Uint8Array;
  /** Whether the last row is in a group that has not ended. */
  open: boolean;
}

/** Appends to the feeds of the sites: dense per (site, hub epoch, lane), chained, and every group closed (rule F1). */
export class FeedWriter {
  readonly #context: JournalContext;
  /** The epoch of the feeds. */
  readonly hubEpoch: number;
  readonly #feeds = new Map<string, Feed>();
  readonly #sites = new Set<SiteCode>();

  constructor(context: JournalContext, hubEpoch: number) {
    this.#context = context;
    this.hubEpoch = hubEpoch;
  }

  /** Adds a version to a site's feed, in its own lane or another; the group stays open until {@link endGroup}. */
  add(site: SiteCode, row: ReceivedRow, lane: number = row.lane): void {
    const feed = this.#feed(site, lane as Lane);
    feed.seq += 1;
    feed.chain = nextChain(feed.chain, changeOf(row, false));
    feed.open = true;
    this.#context.connection.run(entrySql.add, feed.stream.id, feed.seq, row.key, feed.chain, 0);
    this.#sites.add(site);
  }

  /** Closes what is open in every feed: the last row of the group that went to a site ends the group there (rule S8). */
  endGroup(): void {
    for (const feed of this.#feeds.values()) {
      if (!feed.open) continue;
      this.#context.connection.run(streamSql.endGroup, feed.stream.id, feed.seq);
      feed.open = false;
    }
  }

  /** The last sequence number of a lane of a site's feed, with what was added. */
  head(site: SiteCode, lane: Lane): number {
    return this.#feed(site, lane).seq;
  }

  /** Moves the heads of the feeds; returns the sites whose feeds grew. */
  finish(): readonly SiteCode[] {
    this.endGroup();
    for (const { stream, seq, chain } of this.#feeds.values()) {
      if (seq !== stream.seq) this.#context.connection.run(streamSql.move, seq, chain, stream.id);
    }
    return [...this.#sites];
  }

  #feed(site: SiteCode, lane: Lane): Feed {
    const name = `${site} ${lane}`;
    let feed = this.#feeds.get(name);
    if (feed === undefined) {
      const scope = { direction: 'dn', site, epoch: this.hubEpoch, lane } as const;
      const stream = openStream(this.#context.connection, scope);
      feed = { stream, seq: stream.seq, chain: stream.chain, open: false };
      this.#feeds.set(name, feed);
    }
    return feed;
  }
}
