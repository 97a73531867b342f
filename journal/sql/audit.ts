import type { ShownAudit } from '../audit/anchor-store.js';
import { sql } from '../sqlite/named-sql.js';
import type { AuditRow } from './node.js';

export interface AnchorRow {
  readonly epoch: number;
  readonly count: number;
  readonly head: Uint8Array;
  readonly milliseconds: number;
}

export interface ProofRow {
  readonly serial: number;
  readonly walkedMilliseconds: number | null;
  readonly walkedCount: number;
  readonly brokenAt: number;
}

const anchorColumns = 'epoch, count, head, milliseconds';

export const auditSql = {
  /** The last entry. */
  last: sql<{ id: number; chain: Uint8Array }>('SELECT id, chain FROM audit WHERE id > 0 ORDER BY id DESC LIMIT 1'),
  chainAt: sql<{ chain: Uint8Array }>('SELECT chain FROM audit WHERE id = ?'),
  entry: sql<AuditRow>(`SELECT u.id, u.milliseconds, a.name AS author, u.action, u.subject, u.outcome, u.chain
    FROM audit u JOIN author a ON a.id = u.author WHERE u.id = ?`),
  /** Whom a resource is filed with now, by its type and id. */
  filedWith: sql<{ patient: string }>(`SELECT p.fhir_id AS patient FROM type t
    JOIN resource r ON r.type = t.id JOIN patient p ON p.id = r.compartment WHERE t.name = ? AND r.fhir_id = ?`),
  /** What is filed with a patient now. */
  filedOf: sql<{ subject: string }>(`SELECT t.name || '/' || r.fhir_id AS subject FROM patient p
    JOIN resource r ON r.compartment = p.id JOIN type t ON t.id = r.type WHERE p.fhir_id = ?`),
};

export const anchorSql = {
  newest: sql<AnchorRow>(`SELECT ${anchorColumns} FROM audit_anchor
    WHERE site = ? AND ended_milliseconds IS NULL ORDER BY count DESC LIMIT 1`),
  live: sql<AnchorRow>(`SELECT ${anchorColumns} FROM audit_anchor
    WHERE site = ? AND ended_milliseconds IS NULL ORDER BY count`),
  add: sql(`INSERT INTO audit_anchor (site, epoch, count, head, milliseconds, heard_milliseconds, certificate, signature)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)`),
  removeLive: sql('DELETE FROM audit_anchor WHERE site = ? AND count = ? AND ended_milliseconds IS NULL'),
  /** Those after a count are not of the site's audit any more. */
  end: sql(`UPDATE audit_anchor SET ended_milliseconds = ?
    WHERE site = ? AND count > ? AND ended_milliseconds IS NULL`),
  /** Keeps the latest that ended: those before the one at an offset from the end go. */
  pruneEnded: sql(`DELETE FROM audit_anchor WHERE site = ? AND ended_milliseconds IS NOT NULL AND id <=
    (SELECT id FROM audit_anchor WHERE site = ? AND ended_milliseconds IS NOT NULL ORDER BY id DESC LIMIT 1 OFFSET ?)`),
  proof: sql<ProofRow>(`SELECT serial, walked_milliseconds AS walkedMilliseconds, walked_count AS walkedCount,
    broken_at AS brokenAt FROM audit_proof WHERE site = ?`),
  /** Anchors that ended were made before; those of the latest contradiction are the last of them. */
  shown: sql<ShownAudit>(`SELECT coalesce(newest.count, 0) AS confirmed, newest.heard_milliseconds AS confirmedAt,
      walked_milliseconds AS walkedAt, nullif(broken_at, 0) AS brokenAt, ended.ended_milliseconds AS contradictedAt
    FROM audit_proof AS proof
    LEFT JOIN audit_anchor AS newest ON newest.id = (SELECT id FROM audit_anchor
      WHERE site = proof.site AND ended_milliseconds IS NULL ORDER BY count DESC LIMIT 1)
    LEFT JOIN audit_anchor AS ended ON ended.id = (SELECT id FROM audit_anchor
      WHERE site = proof.site AND ended_milliseconds IS NOT NULL ORDER BY id DESC LIMIT 1)
    WHERE proof.site = ?`),
  setProof: sql(`INSERT INTO audit_proof (site, serial, walked_milliseconds, walked_count, broken_at)
    VALUES (?, ?, ?, ?, ?) ON CONFLICT (site) DO UPDATE SET serial = excluded.serial,
    walked_milliseconds = excluded.walked_milliseconds, walked_count = excluded.walked_count,
    broken_at = excluded.broken_at`),
};
