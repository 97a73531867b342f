import { sql } from '../sqlite/named-sql.js';

export interface TunnelRow {
  readonly number: number;
  readonly site: string;
  readonly link: string;
  readonly publicKey: string;
  readonly address: string;
}

const columns = 'number, site, link, public_key AS publicKey, address';

export const tunnelSql = {
  live: sql<TunnelRow>(
    `SELECT ${columns} FROM tunnel WHERE number > 0 AND retired_milliseconds IS NULL ORDER BY number`,
  ),
  /** Of a site, its retired ones too. */
  ofSite: sql<TunnelRow & { retiredMilliseconds: number | null }>(
    `SELECT ${columns}, retired_milliseconds AS retiredMilliseconds FROM tunnel WHERE site = ? ORDER BY link`,
  ),
  byKey: sql<TunnelRow>(`SELECT ${columns} FROM tunnel WHERE public_key = ?`),
  last: sql<{ number: number }>('SELECT number FROM tunnel WHERE number > 0 ORDER BY number DESC LIMIT 1'),
  /** The retired one of the lowest number. */
  firstRetired: sql<TunnelRow>(`SELECT ${columns} FROM tunnel
    WHERE number > 0 AND retired_milliseconds IS NOT NULL ORDER BY number LIMIT 1`),
  remove: sql('DELETE FROM tunnel WHERE number = ?'),
  add: sql('INSERT INTO tunnel (number, site, link, public_key, address) VALUES (?, ?, ?, ?, ?)'),
  renew: sql('UPDATE tunnel SET public_key = ?, address = ?, retired_milliseconds = NULL WHERE number = ?'),
  retire: sql('UPDATE tunnel SET retired_milliseconds = ? WHERE site = ? AND retired_milliseconds IS NULL'),
};
