import { sql } from '../sqlite/named-sql.js';

export interface SiteRow {
  readonly code: string;
  readonly name: string;
  readonly region: string;
  readonly links: string;
  readonly state: 'invited' | 'active' | 'revoked';
  readonly epoch: number;
  readonly createdMilliseconds: number;
  readonly seenMilliseconds: number | null;
  readonly seenLink: string | null;
  readonly clonedMilliseconds: number | null;
}

export interface InviteRow {
  readonly inviteId: string;
  readonly site: string;
  readonly proofKey: string;
  readonly expiresMilliseconds: number;
  readonly spentBy: string | null;
  readonly certificatePem: string | null;
}

export const siteColumns = `code, name, region, links, state, epoch, created_milliseconds AS createdMilliseconds,
  seen_milliseconds AS seenMilliseconds, seen_link AS seenLink,
  (SELECT min(c.milliseconds) FROM refused_copy c WHERE c.site = site.code AND c.readmitted = 0) AS clonedMilliseconds`;

export const fleetSql = {
  epochOf: sql<{ epoch: number }>(`SELECT epoch FROM site WHERE code = ?`),
  find: sql<SiteRow>(`SELECT ${siteColumns} FROM site WHERE code = ?`),
  findByName: sql<SiteRow>(`SELECT ${siteColumns} FROM site WHERE name = ?`),
  list: sql<SiteRow>(`SELECT ${siteColumns} FROM site WHERE code > '' ORDER BY code`),
  add: sql(`INSERT INTO site (code, name, region, links, state, epoch, created_milliseconds)
    VALUES (?, ?, ?, ?, 'invited', 1, ?)`),
  setState: sql('UPDATE site SET state = ? WHERE code = ?'),
  setSeen: sql(
    'UPDATE site SET seen_milliseconds = max(coalesce(seen_milliseconds, 0), ?), seen_link = ? WHERE code = ?',
  ),
  endUnspentInvites: sql(`UPDATE invite SET ended_milliseconds = ?, end_reason = ?
    WHERE site = ? AND spent_by IS NULL AND ended_milliseconds IS NULL`),
  /** Of all sites. */
  endOpenInvites: sql(`UPDATE invite SET ended_milliseconds = ?, end_reason = 'hub-restored'
    WHERE id > '' AND spent_by IS NULL AND ended_milliseconds IS NULL`),
  addInvite: sql(`INSERT INTO invite (id, site, proof_key, expires_milliseconds, created_milliseconds, created_by)
    VALUES (?, ?, ?, ?, ?, ?)`),
  findInvite: sql<InviteRow>(`SELECT id AS inviteId, site, proof_key AS proofKey,
    expires_milliseconds AS expiresMilliseconds, spent_by AS spentBy, certificate_pem AS certificatePem
    FROM invite WHERE id = ? AND ended_milliseconds IS NULL`),
  spendInvite: sql(`UPDATE invite SET spent_by = ?, certificate_pem = ?, spent_milliseconds = ?
    WHERE id = ? AND spent_by IS NULL`),
  siteOfCertificate: sql<{ site: string }>(`SELECT c.site FROM certificate c JOIN site s ON s.code = c.site
    WHERE c.fingerprint = ? AND (c.retired_milliseconds IS NULL OR c.retired_milliseconds > ?)
    AND (c.expires_milliseconds IS NULL OR c.expires_milliseconds > ?) AND s.state = 'active'`),
};
