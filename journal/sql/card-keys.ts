import { sql } from '../sqlite/named-sql.js';
import { type VersionRow, versionColumns } from './versions.js';

export interface CardKeyRow {
  readonly privateKeyPem: string;
  readonly sinceMilliseconds: number;
  readonly untilMilliseconds: number;
}

export const cardKeySql = {
  add: sql(`INSERT INTO card_key (kid, private_key_pem, since_milliseconds, until_milliseconds)
    VALUES (?, ?, ?, ?)`),
  own: sql<CardKeyRow>(`SELECT private_key_pem AS privateKeyPem, since_milliseconds AS sinceMilliseconds,
    until_milliseconds AS untilMilliseconds FROM card_key WHERE id > 0 ORDER BY id DESC`),
  /** By the resources of a type, never by the search index: what decides may not read that one (rule J5). */
  versionsOfType: sql<VersionRow>(`SELECT ${versionColumns}
    FROM resource r CROSS JOIN version v ON v.resource = r.id JOIN type t ON t.id = r.type
    JOIN author a ON a.id = v.author WHERE r.type = ?`),
  /** The resources of a type that an author of an origin has written versions of. */
  resourcesTold: sql<{ readonly resourceId: string }>(`SELECT DISTINCT r.fhir_id AS resourceId
    FROM resource r CROSS JOIN version v ON v.resource = r.id JOIN author a ON a.id = v.author
    WHERE r.type = ? AND v.origin = ? AND a.name = ?`),
};
