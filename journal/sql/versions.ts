import { sql } from '../sqlite/named-sql.js';

/** What a writer needs to know of a resource that is already here. */
export interface CurrentRow {
  readonly resource: number;
  readonly version: number;
  readonly compartment: number | null;
  readonly deleted: number;
  readonly concurrent: number;
  readonly changeId: Uint8Array;
  readonly stampMilliseconds: number;
  readonly stampCounter: number;
  readonly stream: number;
}

/** A version with the names that its keys stand for. */
export interface VersionRow {
  readonly key: number;
  readonly changeId: Uint8Array;
  readonly type: string;
  readonly id: string;
  readonly author: string;
  readonly origin: string;
  readonly stampMilliseconds: number;
  readonly stampCounter: number;
  readonly predecessors: Uint8Array;
  readonly body: Buffer | null;
}

export interface DuplicateRow {
  readonly key: number;
  readonly resource: number;
  readonly stampMilliseconds: number;
  readonly stampCounter: number;
  readonly origin: string;
  readonly body: Buffer | null;
}

export const versionColumns = `v.id AS key, v.change_id AS changeId, t.name AS type, r.fhir_id AS id, a.name AS author,
  v.origin, v.stamp_milliseconds AS stampMilliseconds, v.stamp_counter AS stampCounter, v.predecessors, v.body`;
const named = 'JOIN type t ON t.id = r.type JOIN author a ON a.id = v.author';

export const versionSql = {
  current: sql<CurrentRow>(`SELECT r.id AS resource, r.version, r.compartment, r.deleted, r.concurrent,
    v.change_id AS changeId, v.stamp_milliseconds AS stampMilliseconds, v.stamp_counter AS stampCounter, v.stream
    FROM resource r JOIN version v ON v.id = r.version WHERE r.type = ? AND r.fhir_id = ?`),
  newest: sql<{ key: number }>('SELECT id AS key FROM version ORDER BY id DESC LIMIT 1'),
  receivedAfter: sql<{ receivedMilliseconds: number }>(
    'SELECT received_milliseconds AS receivedMilliseconds FROM version WHERE id > ? ORDER BY id LIMIT 1',
  ),
  byChange: sql<DuplicateRow>(`SELECT id AS key, resource, stamp_milliseconds AS stampMilliseconds,
    stamp_counter AS stampCounter, origin, body FROM version WHERE change_id = ?`),
  family: sql<{ changeId: Uint8Array; predecessors: Uint8Array }>(
    'SELECT change_id AS changeId, predecessors FROM version WHERE resource = ?',
  ),
  addResource: sql(`INSERT INTO resource (type, fhir_id, version, updated_milliseconds, compartment, deleted)
    VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (type, fhir_id) DO NOTHING`),
  setCurrent: sql(`UPDATE resource SET version = ?, updated_milliseconds = ?, compartment = coalesce(?, compartment),
    deleted = ?, concurrent = ? WHERE id = ?`),
  setConcurrent: sql('UPDATE resource SET concurrent = ? WHERE id = ?'),
  addVersion: sql(`INSERT INTO version (id, change_id, resource, author, origin, stamp_milliseconds, stamp_counter,
    predecessors, stream, seq, group_start, received_milliseconds, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`),
  laneOf: sql<{ lane: number }>('SELECT lane FROM stream WHERE id = ?'),
  /** The current version of a resource. */
  read: sql<VersionRow>(`SELECT ${versionColumns} FROM resource r JOIN version v ON v.id = r.version ${named}
    WHERE r.type = ? AND r.fhir_id = ?`),
  readOne: sql<VersionRow>(`SELECT ${versionColumns} FROM version v JOIN resource r ON r.id = v.resource ${named}
    WHERE v.change_id = ?`),
  readByResource: sql<VersionRow>(`SELECT ${versionColumns} FROM resource r JOIN version v ON v.id = r.version ${named}
    WHERE r.id = ?`),
  /** Versions of one resource, the winner first; the three values are the stamp and the change id to go on after. */
  historyOfOne: sql<VersionRow>(`SELECT ${versionColumns} FROM version v JOIN resource r ON r.id = v.resource ${named}
    WHERE v.resource = ? AND (v.stamp_milliseconds, v.stamp_counter, v.change_id) < (?, ?, ?)
    ORDER BY v.stamp_milliseconds DESC, v.stamp_counter DESC, v.change_id DESC LIMIT ?`),
  /** Versions of all resources, the last received first. */
  historyOfAll: sql<VersionRow>(`SELECT ${versionColumns}
    FROM version v CROSS JOIN resource r ON r.id = v.resource ${named} WHERE v.id < ? ORDER BY v.id DESC LIMIT ?`),
  historyOfType: sql<VersionRow>(`SELECT ${versionColumns}
    FROM version v CROSS JOIN resource r ON r.id = v.resource ${named}
    WHERE v.id < ? AND r.type = ? ORDER BY v.id DESC LIMIT ?`),
  resourceKey: sql<{ resource: number }>('SELECT id AS resource FROM resource WHERE type = ? AND fhir_id = ?'),
  delivery: sql<DeliveryRow>(`SELECT v.change_id AS changeId, v.seq, s.id AS stream, s.direction, s.site,
    s.durable_seq AS durableSeq, s.safe_seq AS safeSeq
    FROM resource r JOIN version v ON v.id = r.version JOIN stream s ON s.id = v.stream
    WHERE r.type = ? AND r.fhir_id = ?`),
};

export interface DeliveryRow {
  readonly changeId: Uint8Array;
  readonly seq: number;
  readonly stream: number;
  readonly direction: 'up' | 'dn';
  readonly site: string;
  readonly durableSeq: number;
  readonly safeSeq: number;
}
