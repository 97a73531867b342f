import { sql } from '../sqlite/named-sql.js';
import { type VersionRow, versionColumns } from './versions.js';

/** A version as fan-out and the index behind the commit see it. */
export interface ReceivedRow extends VersionRow {
  readonly resource: number;
  readonly typeKey: number;
  readonly current: number;
  readonly compartment: number | null;
  readonly groupStart: number;
  readonly lane: number;
  readonly receivedMilliseconds: number;
  /** 1 when it came back in a feed of another site, not in the log of its origin (rule E16). */
  readonly returned: number;
}

/** A version as fan-out looks at it, which most often goes to no site but its own: no more than that takes. */
export interface WaitingRow {
  readonly key: number;
  readonly resource: number;
  readonly origin: string;
  readonly current: number;
  readonly compartment: number | null;
  readonly groupStart: number;
  readonly receivedMilliseconds: number;
  readonly deleted: number;
  /** 1 when the hub put another stamp in the place of its own (rule T4). */
  readonly clamped: number;
  readonly returned: number;
}

const columns = `${versionColumns}, r.id AS resource, r.type AS typeKey, r.version AS current, r.compartment,
  v.group_start AS groupStart, s.lane, s.direction = 'dn' AS returned, v.received_milliseconds AS receivedMilliseconds`;
const joins = `CROSS JOIN resource r ON r.id = v.resource JOIN type t ON t.id = r.type JOIN author a ON a.id = v.author
  JOIN stream s ON s.id = v.stream`;

export const fanOutSql = {
  cursor: sql<{ version: number }>('SELECT version FROM progress WHERE name = ?'),
  moveCursor: sql(
    'INSERT INTO progress (name, version) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET version = excluded.version',
  ),
  /** Versions in the order in which the hub received them. */
  received: sql<ReceivedRow>(`SELECT ${columns} FROM version v ${joins} WHERE v.id > ? ORDER BY v.id LIMIT ?`),
  waiting: sql<WaitingRow>(`SELECT v.id AS key, v.resource, v.origin, r.version AS current, r.compartment,
    v.group_start AS groupStart, v.received_milliseconds AS receivedMilliseconds, v.body IS NULL AS deleted,
    v.merge_milliseconds IS NOT NULL AS clamped, s.direction = 'dn' AS returned
    FROM version v CROSS JOIN resource r ON r.id = v.resource CROSS JOIN stream s ON s.id = v.stream WHERE v.id > ? ORDER BY v.id LIMIT ?`),
  receivedOne: sql<ReceivedRow>(`SELECT ${columns} FROM version v ${joins} WHERE v.id = ?`),
  bodyOf: sql<{ body: Buffer | null }>('SELECT body FROM version WHERE id = ?'),
  /** Versions of one resource before one of them. */
  earlier: sql<ReceivedRow>(`SELECT ${columns} FROM version v ${joins}
    WHERE v.resource = ? AND v.id < ? ORDER BY v.id`),
  setCompartment: sql('UPDATE resource SET compartment = ? WHERE id = ?'),
  subscribe: sql('INSERT OR IGNORE INTO subscription (patient, site) VALUES (?, ?)'),
  interested: sql<{ site: string }>('SELECT site FROM subscription WHERE patient = ? ORDER BY site'),
  isInterested: sql<{ site: string }>('SELECT site FROM subscription WHERE patient = ? AND site = ?'),
  /** Sites that are fed reference data, and those that are not yet. */
  fedSites: sql<{ code: string; fed: number }>(
    `SELECT code, reference_fed AS fed FROM site WHERE code > '' AND state <> 'revoked' ORDER BY code`,
  ),
  setFed: sql('UPDATE site SET reference_fed = 1 WHERE code = ?'),
  /** Whether a resource has another version than this one. */
  other: sql<{ key: number }>('SELECT id AS key FROM version WHERE resource = ? AND id <> ? LIMIT 1'),
};
