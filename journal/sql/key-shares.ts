import { sql } from '../sqlite/named-sql.js';

export const keyShareSql = {
  find: sql<{ share: Uint8Array }>('SELECT share FROM key_share WHERE site = ? AND slot = ?'),
  count: sql<{ count: number }>('SELECT count(*) AS count FROM key_share WHERE site = ?'),
  add: sql('INSERT INTO key_share (site, slot, share, made_milliseconds) VALUES (?, ?, ?, ?)'),
  removeAll: sql('DELETE FROM key_share WHERE site = ?'),
};
