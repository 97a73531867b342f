import { sql } from '../sqlite/named-sql.js';

export interface CertificateRow {
  readonly fingerprint: string;
  readonly site: string;
  readonly givenMilliseconds: number;
  readonly reason: 'enrolled' | 'renewed' | null;
  readonly expiresMilliseconds: number | null;
  readonly pem: string | null;
  readonly usedMilliseconds: number | null;
  readonly endedMilliseconds: number | null;
  readonly endReason: 'renewed' | 'replaced' | 'revoked' | 'unused' | null;
  readonly endBy: string | null;
  readonly endNote: string | null;
}

export interface InviteHistoryRow {
  readonly inviteId: string;
  readonly createdMilliseconds: number | null;
  readonly createdBy: string | null;
  readonly expiresMilliseconds: number;
  readonly spentMilliseconds: number | null;
  readonly spentBy: string | null;
  readonly endedMilliseconds: number | null;
  readonly endReason: 'replaced' | 'revoked' | 'hub-restored' | null;
}

const columns = `fingerprint, site, given_milliseconds AS givenMilliseconds, reason,
  expires_milliseconds AS expiresMilliseconds, pem, used_milliseconds AS usedMilliseconds,
  retired_milliseconds AS endedMilliseconds, end_reason AS endReason, end_by AS endBy, end_note AS endNote`;

/** Retired at a time, and it holds still if that lies ahead. */
const holds = '(retired_milliseconds IS NULL OR retired_milliseconds > ?)';

export const certificateSql = {
  find: sql<CertificateRow>(`SELECT ${columns} FROM certificate WHERE fingerprint = ?`),
  ofSite: sql<CertificateRow>(`SELECT ${columns} FROM certificate WHERE site = ?
    ORDER BY given_milliseconds DESC, fingerprint`),
  ended: sql<CertificateRow>(`SELECT ${columns} FROM certificate
    WHERE fingerprint > '' AND retired_milliseconds IS NOT NULL ORDER BY fingerprint`),
  ofKey: sql<{ pem: string | null }>(`SELECT pem FROM certificate
    WHERE site = ? AND key_fingerprint = ? AND ${holds}`),
  add: sql(`INSERT INTO certificate (fingerprint, site, given_milliseconds, reason, key_fingerprint, expires_milliseconds,
    pem) VALUES (?, ?, ?, ?, ?, ?, ?)`),
  /** All of a site that hold, at once. */
  endAll: sql(`UPDATE certificate SET retired_milliseconds = ?, end_reason = ?, end_by = ?, end_note = ?
    WHERE site = ? AND ${holds}`),
  endUnused: sql(`UPDATE certificate SET retired_milliseconds = ?, end_reason = 'unused'
    WHERE site = ? AND reason = 'renewed' AND used_milliseconds IS NULL AND ${holds}`),
  noteUsed: sql('UPDATE certificate SET used_milliseconds = ? WHERE fingerprint = ? AND used_milliseconds IS NULL'),
  /** Those that were given before another one. */
  endBefore: sql(`UPDATE certificate SET retired_milliseconds = ?, end_reason = 'renewed'
    WHERE site = ? AND given_milliseconds <= ? AND fingerprint <> ? AND retired_milliseconds IS NULL`),
  invitesOf: sql<InviteHistoryRow>(`SELECT id AS inviteId, created_milliseconds AS createdMilliseconds,
    created_by AS createdBy, expires_milliseconds AS expiresMilliseconds, spent_milliseconds AS spentMilliseconds,
    spent_by AS spentBy, ended_milliseconds AS endedMilliseconds, end_reason AS endReason
    FROM invite WHERE site = ? ORDER BY created_milliseconds DESC, id`),
};
