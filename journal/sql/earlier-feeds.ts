import { sql } from '../sqlite/named-sql.js';

export const earlierFeedSql = {
  add: sql('INSERT OR IGNORE INTO earlier_feed (hub_epoch) VALUES (?)'),
  remove: sql('DELETE FROM earlier_feed WHERE hub_epoch = ?'),
  /** The earliest: they are returned one after the other. */
  first: sql<{ hubEpoch: number }>(
    'SELECT hub_epoch AS hubEpoch FROM earlier_feed WHERE hub_epoch > 0 ORDER BY hub_epoch LIMIT 1',
  ),
  addSeal: sql('INSERT OR REPLACE INTO seal (stream, seq, seal) VALUES (?, ?, ?)'),
  sealAfter: sql<{ seq: number; seal: Uint8Array }>(
    'SELECT seq, seal FROM seal WHERE stream = ? AND seq > ? ORDER BY seq LIMIT 1',
  ),
};
