import { sql } from '../sqlite/named-sql.js';

export interface PinRow {
  readonly user: string;
  readonly hash: string;
  readonly chosenMilliseconds: number;
  readonly misses: number;
}

const columns = 'user, hash, chosen_milliseconds AS chosenMilliseconds, misses';

export const pinSql = {
  find: sql<PinRow>(`SELECT ${columns} FROM pin WHERE user = ?`),
  list: sql<PinRow>(`SELECT ${columns} FROM pin WHERE user > '' ORDER BY user`),
  put: sql('INSERT OR REPLACE INTO pin (user, hash, chosen_milliseconds, misses) VALUES (?, ?, ?, 0)'),
  remove: sql('DELETE FROM pin WHERE user = ?'),
  countMiss: sql('UPDATE pin SET misses = misses + 1 WHERE user = ? AND misses < ?'),
  countSessionMiss: sql('UPDATE credential SET pin_misses = pin_misses + 1 WHERE hash = ? AND pin_misses < ?'),
  forgive: sql('UPDATE pin SET misses = 0 WHERE user = ?'),
  forgiveSession: sql('UPDATE credential SET pin_misses = 0 WHERE hash = ?'),
};
