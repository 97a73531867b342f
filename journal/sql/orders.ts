import type { OrderEnd, OrderState } from '../../protocol/orders/order-kinds.js';
import { sql } from '../sqlite/named-sql.js';

export interface SiteOrderRow {
  readonly id: string;
  readonly site: string;
  readonly kind: string;
  readonly link: string;
  readonly by: string;
  readonly atMilliseconds: number;
  readonly expiresMilliseconds: number;
  readonly state: OrderState;
  readonly doneMilliseconds: number | null;
  readonly outcome: string | null;
}

export interface TakenOrderRow {
  readonly id: string;
  readonly kind: string;
  readonly link: string;
  readonly by: string;
  readonly end: OrderEnd | null;
  readonly outcome: string | null;
}

export interface HoldRow {
  readonly kind: 'force' | 'bulk';
  readonly link: string;
  readonly by: string;
  readonly atBox: number;
  readonly sinceMilliseconds: number;
  readonly untilMilliseconds: number | null;
}

const columns = `id, site, kind, link, by_name AS by, at_milliseconds AS atMilliseconds,
  expires_milliseconds AS expiresMilliseconds, state, done_milliseconds AS doneMilliseconds, outcome`;
const open = `state IN ('waiting', 'sent')`;

/** The hub's orders. */
export const siteOrderSql = {
  add: sql(`INSERT INTO site_order (id, site, kind, link, by_name, at_milliseconds, expires_milliseconds, state)
    VALUES (?, ?, ?, ?, ?, ?, ?, 'waiting')`),
  find: sql<SiteOrderRow>(`SELECT ${columns} FROM site_order WHERE id = ?`),
  open: sql<SiteOrderRow>(`SELECT ${columns} FROM site_order WHERE site = ? AND ${open} ORDER BY id`),
  countOpen: sql<{ count: number }>(`SELECT count(*) AS count FROM site_order WHERE site = ? AND ${open}`),
  latest: sql<SiteOrderRow>(`SELECT ${columns} FROM site_order WHERE site = ? ORDER BY id DESC LIMIT ?`),
  setSent: sql(`UPDATE site_order SET state = 'sent' WHERE id = ? AND state = 'waiting'`),
  settle: sql(`UPDATE site_order SET state = ?, outcome = ?, done_milliseconds = ? WHERE id = ? AND ${open}`),
  /** Open ones that could last be begun before a time. */
  late: sql<{ id: string; site: string; state: OrderState; expiresMilliseconds: number }>(`SELECT id, site, state,
    expires_milliseconds AS expiresMilliseconds FROM site_order WHERE ${open} AND expires_milliseconds <= ?
    ORDER BY expires_milliseconds`),
  /** Keeps the latest of a site: those before the one at an offset from the end go, when they are over. */
  prune: sql(`DELETE FROM site_order WHERE site = ? AND state NOT IN ('waiting', 'sent') AND id <=
    (SELECT id FROM site_order WHERE site = ? ORDER BY id DESC LIMIT 1 OFFSET ?)`),
};

/** A site's. */
export const takenOrderSql = {
  find: sql<TakenOrderRow>(`SELECT id, kind, link, by_name AS by, end_state AS end, outcome FROM taken_order
    WHERE id = ?`),
  add: sql(`INSERT INTO taken_order (id, kind, link, by_name, taken_milliseconds, end_state, outcome)
    VALUES (?, ?, ?, ?, ?, ?, ?)`),
  settle: sql('UPDATE taken_order SET end_state = ?, outcome = ? WHERE id = ? AND end_state IS NULL'),
  forget: sql('DELETE FROM taken_order WHERE taken_milliseconds < ?'),
  hold: sql<HoldRow>(`SELECT kind, link, by_name AS by, at_box AS atBox, since_milliseconds AS sinceMilliseconds,
    until_milliseconds AS untilMilliseconds FROM hold WHERE kind = ?`),
  setHold: sql(`INSERT INTO hold (kind, link, by_name, at_box, since_milliseconds, until_milliseconds)
    VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (kind) DO UPDATE SET link = excluded.link, by_name = excluded.by_name,
    at_box = excluded.at_box, since_milliseconds = excluded.since_milliseconds,
    until_milliseconds = excluded.until_milliseconds`),
  removeHold: sql('DELETE FROM hold WHERE kind = ?'),
};
