import { sql } from '../sqlite/named-sql.js';
import { type SiteRow, siteColumns } from './fleet.js';

export interface SiteProgressRow extends SiteRow {
  readonly records: number;
  readonly provedMilliseconds: number | null;
}

/** One lane of what a site writes. */
export interface UpLaneRow {
  readonly site: string;
  readonly lane: number;
  readonly seq: number;
  readonly headSeq: number;
  readonly waitingSinceMilliseconds: number;
}

/** One lane of a feed in which something waits. */
export interface WaitingLaneRow {
  readonly site: string;
  readonly lane: number;
  readonly pending: number;
  /** When the oldest that waits was received; `null` where it is not in the log any more. */
  readonly oldestMilliseconds: number | null;
}

/** Of all sites at once: a few statements for each of 200 sites took six times as long. */
export const fleetProgressSql = {
  /** Records are those of all epochs: each ends where the next one begins. */
  sites: sql<SiteProgressRow>(`SELECT ${siteColumns},
    (SELECT coalesce(sum(s.seq), 0) FROM stream s WHERE s.direction = 'up' AND s.site = site.code) AS records,
    (SELECT p.milliseconds FROM proof p WHERE p.site = site.code) AS provedMilliseconds
    FROM site WHERE code > '' ORDER BY code`),
  up: sql<UpLaneRow>(`SELECT s.site, s.lane, s.seq, s.head_seq AS headSeq,
    s.waiting_since_milliseconds AS waitingSinceMilliseconds
    FROM site CROSS JOIN stream s ON s.direction = 'up' AND s.site = site.code AND s.epoch = site.epoch
    WHERE site.code > ''`),
  /** @param epoch the hub's */
  waiting: sql<WaitingLaneRow>(`SELECT s.site, s.lane, s.seq - s.durable_seq AS pending,
    (SELECT v.received_milliseconds FROM entry e JOIN version v ON v.id = e.version
      WHERE e.stream = s.id AND e.seq = s.durable_seq + 1) AS oldestMilliseconds
    FROM site CROSS JOIN stream s ON s.direction = 'dn' AND s.site = site.code AND s.epoch = ?
    WHERE site.code > '' AND s.seq > s.durable_seq`),
};
