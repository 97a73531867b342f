import { sql } from '../sqlite/named-sql.js';

export interface SubscriptionRow {
  readonly id: string;
  readonly author: string;
  readonly ownerKind: 'person' | 'machine';
  readonly owner: string;
  readonly base: string;
  readonly body: string;
  readonly version: number;
  readonly generation: number;
  readonly updatedMilliseconds: number;
  readonly status: 'requested' | 'active' | 'error' | 'off';
  readonly error: string | null;
  readonly cursor: number;
  readonly failures: number;
  readonly failingSinceMilliseconds: number | null;
  readonly retryMilliseconds: number | null;
}

const columns = `id, author, owner_kind AS ownerKind, owner, base, body, version, generation,
  updated_milliseconds AS updatedMilliseconds, status, error, cursor, failures,
  failing_since_milliseconds AS failingSinceMilliseconds, retry_milliseconds AS retryMilliseconds`;

export const subscriptionSql = {
  add: sql(`INSERT INTO fhir_subscription (id, author, owner_kind, owner, base, body, version, generation,
    updated_milliseconds, status, cursor, failures) VALUES (?, ?, ?, ?, ?, ?, 1, 1, ?, ?, ?, 0)`),
  find: sql<SubscriptionRow>(`SELECT ${columns} FROM fhir_subscription WHERE id = ?`),
  of: sql<SubscriptionRow>(`SELECT ${columns} FROM fhir_subscription WHERE author = ? ORDER BY id`),
  countOf: sql<{ count: number }>('SELECT count(*) AS count FROM fhir_subscription WHERE author = ?'),
  /** All that are kept are few. */
  countAll: sql<{ count: number }>(
    'SELECT count(*) AS count FROM fhir_subscription INDEXED BY fhir_subscription_of WHERE author > ?',
  ),
  atWork: sql<{ id: string }>(
    `SELECT id FROM fhir_subscription WHERE status IN ('requested', 'active', 'error') ORDER BY id`,
  ),
  counts: sql<{ status: SubscriptionRow['status']; count: number }>(
    `SELECT status, count(*) AS count FROM fhir_subscription WHERE status IN ('requested', 'active', 'error', 'off')
     GROUP BY status`,
  ),
  /** By its author, who had this version before them. */
  rewrite: sql(`UPDATE fhir_subscription SET base = ?, body = ?, version = version + 1, generation = generation + 1,
    updated_milliseconds = ?, status = ?, error = ?, cursor = ?, failures = 0, failing_since_milliseconds = NULL,
    retry_milliseconds = NULL WHERE id = ? AND version = ?`),
  /** Only of the generation that the attempt was made for. */
  advance: sql(`UPDATE fhir_subscription SET version = version + ?, updated_milliseconds = ?, status = ?, error = ?,
    cursor = ?, failures = ?, failing_since_milliseconds = ?, retry_milliseconds = ? WHERE id = ? AND generation = ?`),
  remove: sql('DELETE FROM fhir_subscription WHERE id = ?'),
  offSince: sql<{ id: string; author: string }>(
    `SELECT id, author FROM fhir_subscription WHERE status = 'off' AND updated_milliseconds <= ?`,
  ),
  /** Versions of a type with a content, between two places of this node's order. */
  versions: sql<{ key: number; resource: number }>(`SELECT v.id AS key, v.resource
    FROM version v CROSS JOIN resource r ON r.id = v.resource
    WHERE v.id > ? AND v.id <= ? AND r.type = ? AND r.deleted = 0 AND v.body IS NOT NULL ORDER BY v.id LIMIT ?`),
  idOf: sql<{ id: string }>('SELECT fhir_id AS id FROM resource WHERE id = ?'),
};
