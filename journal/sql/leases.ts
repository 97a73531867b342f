import { sql } from '../sqlite/named-sql.js';

export const leaseSql = {
  find: sql<{ bootId: string; tokenHash: Uint8Array }>(
    'SELECT boot_id AS bootId, token_hash AS tokenHash FROM lease WHERE site = ?',
  ),
  keep: sql(`INSERT INTO lease (site, boot_id, token_hash) VALUES (?, ?, ?)
    ON CONFLICT (site) DO UPDATE SET boot_id = excluded.boot_id, token_hash = excluded.token_hash`),
  /** After the hub was restored: what it knows of tokens is out of date. */
  forget: sql(`DELETE FROM lease WHERE site > ''`),
  forgetOf: sql('DELETE FROM lease WHERE site = ?'),
  forgetRefusedOf: sql('DELETE FROM refused_copy WHERE site = ?'),
  findRefused: sql<{ readmitted: number }>('SELECT readmitted FROM refused_copy WHERE site = ? AND next_hash = ?'),
  refusedOf: sql<{ milliseconds: number; readmitted: number }>(
    'SELECT milliseconds, readmitted FROM refused_copy WHERE site = ? ORDER BY milliseconds DESC LIMIT 1',
  ),
  refuse: sql('INSERT OR IGNORE INTO refused_copy (site, next_hash, milliseconds) VALUES (?, ?, ?)'),
  readmit: sql('UPDATE refused_copy SET readmitted = 1 WHERE site = ?'),
  removeRefused: sql('DELETE FROM refused_copy WHERE site = ? AND next_hash = ?'),
  /** One was readmitted; the others stay out. */
  endReadmission: sql('UPDATE refused_copy SET readmitted = 0 WHERE site = ?'),
};
