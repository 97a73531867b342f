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
    FROM snapshot WHERE urgency <= ? ORDER BY urgency, rank, id LIMIT 1`),
  move: sql('UPDATE snapshot SET position = ? WHERE id = ?'),
  remove: sql('DELETE FROM snapshot WHERE id = ?'),
  ofPatient: sql<{ id: number }>('SELECT id FROM snapshot WHERE site = ? AND compartment = ? LIMIT 1'),
  ofSite: sql<{ id: number }>('SELECT id FROM snapshot WHERE site = ? LIMIT 1'),
  /** The resources of a compartment in the order of their keys. */
  members: sql<MemberRow>(`SELECT id AS resource, version AS current, concurrent
    FROM resource WHERE compartment = ? AND id > ? ORDER BY id LIMIT ?`),
  /** Those with a version after one. */
  changedMembers: sql<MemberRow>(`SELECT r.id AS resource, r.version AS current, r.concurrent
    FROM resource r WHERE r.compartment = ? AND r.id > ?
    AND EXISTS (SELECT 1 FROM version v WHERE v.resource = r.id AND v.id > ?) ORDER BY r.id LIMIT ?`),
  /** Those of one type. */
  membersOfType: sql<MemberRow & { readonly body: Buffer | null }>(`SELECT r.id AS resource, r.version AS current,
    r.concurrent, v.body FROM resource r JOIN version v ON v.id = r.version
    WHERE r.compartment = ? AND r.type = ? ORDER BY r.id`),
  family: sql<FamilyRow>(
    'SELECT id AS key, origin, change_id AS changeId, predecessors FROM version WHERE resource = ? ORDER BY id',
  ),
  originOf: sql<{ origin: string }>('SELECT origin FROM version WHERE id = ?'),
  addAhead: sql('INSERT OR IGNORE INTO fed_ahead (site, version) VALUES (?, ?)'),
  isAhead: sql<{ version: number }>('SELECT version FROM fed_ahead WHERE site = ? AND version = ?'),
  forgetAhead: sql('DELETE FROM fed_ahead WHERE site = ?'),
  copied: sql<{ version: number }>('SELECT version FROM copied WHERE site = ? AND patient = ? AND hub_epoch = ?'),
  setCopied: sql(`INSERT INTO copied (site, patient, version, hub_epoch) VALUES (?, ?, ?, ?)
    ON CONFLICT (site, patient) DO UPDATE SET version = excluded.version, hub_epoch = excluded.hub_epoch`),
  removeCopied: sql('DELETE FROM copied WHERE site = ? AND patient = ?'),
};
