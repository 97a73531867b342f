import { sql } from '../sqlite/named-sql.js';
import type { StreamRow } from './streams.js';

export interface ForkRow {
  readonly lane: number;
  readonly fromEpoch: number;
  readonly reason: string;
  readonly seq: number;
  readonly chain: Uint8Array;
}

export interface EpochStreamRow extends Pick<StreamRow, 'id' | 'lane' | 'seq' | 'chain' | 'durableSeq'> {
  readonly epoch: number;
}

export interface AnnouncedRow {
  readonly unheld: number;
  readonly sinceMilliseconds: number | null;
  readonly heardMilliseconds: number | null;
}

export interface PointerRow {
  readonly seq: number;
  readonly version: number | null;
  readonly groupEnd: number;
}

export const epochSql = {
  /** All logs of a site in one direction, the earliest epoch first. */
  streams: sql<EpochStreamRow>(`SELECT id, epoch, lane, seq, chain, durable_seq AS durableSeq FROM stream
    WHERE direction = ? AND site = ? ORDER BY epoch, lane`),
  /** Whether any site was fed under a hub epoch. */
  anyFeed: sql<{ id: number }>("SELECT id FROM stream WHERE direction = 'dn' AND epoch = ? LIMIT 1"),
  /** What a site announced of its logs of some epochs (rule S13) and the hub does not hold, and when it last heard of it. */
  announced: sql<AnnouncedRow>(`SELECT coalesce(sum(max(0, s.head_seq - s.seq)), 0) AS unheld,
    min(iif(s.head_seq > s.seq, nullif(s.waiting_since_milliseconds, 0), NULL)) AS sinceMilliseconds,
    (SELECT seen_milliseconds FROM site WHERE code = ?) AS heardMilliseconds
    FROM stream s WHERE s.direction = 'up' AND s.site = ? AND s.epoch >= ? AND s.epoch < ?`),
  setDurable: sql('UPDATE stream SET durable_seq = ?, safe_seq = min(safe_seq, ?) WHERE id = ?'),
  removeReceipts: sql('DELETE FROM receipt WHERE stream = ? AND durable_seq > ?'),
  removeEntries: sql('DELETE FROM entry WHERE stream = ? AND seq > ?'),
  placeVersion: sql('UPDATE version SET stream = ?, seq = ? WHERE id = ?'),
  pointers: sql<PointerRow>(
    'SELECT seq, version, group_end AS groupEnd FROM entry WHERE stream = ? AND seq > ? ORDER BY seq LIMIT ?',
  ),
  addFork: sql('INSERT INTO fork (epoch, lane, from_epoch, reason, seq, chain) VALUES (?, ?, ?, ?, ?, ?)'),
  forkOf: sql<ForkRow>(
    'SELECT lane, from_epoch AS fromEpoch, reason, seq, chain FROM fork WHERE epoch = ? ORDER BY lane',
  ),
  setSiteEpoch: sql('UPDATE site SET epoch = ? WHERE code = ?'),
};
