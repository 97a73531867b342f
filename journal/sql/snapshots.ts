import { sql } from '../sqlite/named-sql.js';

/** What is still to be fed of a compartment to a site. */
export interface SnapshotRow {
  readonly id: number;
  readonly site: string;
  readonly compartment: number;
  readonly since: number;
  readonly before: number;
  readonly own: number;
  readonly lane: number | null;
  readonly position: number;
}

/** A resource as a snapshot meets it. */
export interface MemberRow {
  readonly resource: number;
  readonly current: number;
  readonly concurrent: number;
}

/** A version as it stands among the others of its resource. */
export interface FamilyRow {
  readonly key: number;
  readonly origin: string;
  readonly changeId: Uint8Array;
  readonly predecessors: Uint8Array;
}

export const snapshotSql = {
  add: sql(`INSERT INTO snapshot (site, compartment, since, before, own, lane, urgency, rank, position)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0)`),
  next: sql<SnapshotRow>(`SELECT id, site, compartment, since, before, own, lane, position
    FROM snapshot ORDER BY urgency, rank, id LIMIT 1`),
  move: sql('UPDATE snapshot SET position = ? WHERE id = ?'),
  remove: sql('DELETE FROM snapshot WHERE id = ?'),
  ofSite: sql<{ id: number }>('SELECT id FROM snapshot WHERE site = ? LIMIT 1'),
  /** The resources of a compartment in the order of their keys. */
  members: sql<MemberRow>(`SELECT id AS resource, version AS current, concurrent
    FROM resource WHERE compartment = ? AND id > ? ORDER BY id LIMIT ?`),
  family: sql<FamilyRow>(
    'SELECT id AS key, origin, change_id AS changeId, predecessors FROM version WHERE resource = ? ORDER BY id',
  ),
  originOf: sql<{ origin: string }>('SELECT origin FROM version WHERE id = ?'),
  addAhead: sql('INSERT OR IGNORE INTO fed_ahead (site, version) VALUES (?, ?)'),
  isAhead: sql<{ version: number }>('SELECT version FROM fed_ahead WHERE site = ? AND version = ?'),
  forgetAhead: sql('DELETE FROM fed_ahead WHERE site = ?'),
  copied: sql<{ version: number }>('SELECT version FROM copied WHERE site = ? AND patient = ?'),
  setCopied: sql(`INSERT INTO copied (site, patient, version) VALUES (?, ?, ?)
    ON CONFLICT (site, patient) DO UPDATE SET version = excluded.version`),
  removeCopied: sql('DELETE FROM copied WHERE site = ? AND patient = ?'),
};
