import { sql } from '../sqlite/named-sql.js';

export const earlierFeedSql = {
  add: sql('INSERT OR IGNORE INTO earlier_feed (hub_epoch) VALUES (?)'),
  setHeld: sql('UPDATE earlier_feed SET held_epoch = ? WHERE hub_epoch = ?'),
  /** A hub that was put back has lost what it got back after that day, too. */
  setNoneHeld: sql('UPDATE earlier_feed SET held_epoch = 0 WHERE hub_epoch > 0'),
  /** The earliest: they are returned one after the other. */
  first: sql<{ hubEpoch: number }>(
    `SELECT hub_epoch AS hubEpoch FROM earlier_feed WHERE hub_epoch > 0 AND held_epoch = 0
    ORDER BY hub_epoch LIMIT 1`,
  ),
  addSeal: sql('INSERT OR REPLACE INTO seal (stream, seq, seal) VALUES (?, ?, ?)'),
  sealAfter: sql<{ seq: number; seal: Uint8Array }>(
    'SELECT seq, seal FROM seal WHERE stream = ? AND seq > ? ORDER BY seq LIMIT 1',
  ),
};
