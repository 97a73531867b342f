import { sql } from '../sqlite/named-sql.js';

/** What a writer needs to know of a resource that is already here. */
export interface CurrentRow {
  readonly resource: number;
  readonly version: number;
  readonly compartment: number | null;
  readonly deleted: number;
  readonly concurrent: number;
  /** The change ids of the heads, the winner first, while there are several. */
  readonly heads: Uint8Array | null;
  readonly changeId: Uint8Array;
  /** The stamp that counts in merge. */
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
  readonly mergeMilliseconds: number | null;
  readonly mergeCounter: number | null;
  readonly predecessors: Uint8Array;
  readonly body: Buffer | null;
  /** SHA-256 of the body where that was destroyed (rule W10); then there is none. */
  readonly bodyDigest: Buffer | null;
}

/** What a resource shows: the version in `body`, or the merge of its heads. */
export interface ShownRow extends VersionRow {
  readonly heads: Buffer | null;
  /** Key of the patient with whom it is filed; 0 of what names nobody, null while it is not filed. */
  readonly compartment: number | null;
}

/** A version among the others of its resource. */
export interface FamilyRow {
  readonly key: number;
  readonly changeId: Uint8Array;
  readonly predecessors: Uint8Array;
  readonly stampMilliseconds: number;
  readonly stampCounter: number;
}

export interface DuplicateRow {
  readonly key: number;
  readonly resource: number;
  readonly stampMilliseconds: number;
  readonly stampCounter: number;
  readonly origin: string;
  readonly body: Buffer | null;
  readonly bodyDigest: Buffer | null;
}

const storedColumns = `v.id AS key, v.change_id AS changeId, t.name AS type, r.fhir_id AS id, a.name AS author,
  v.origin, v.stamp_milliseconds AS stampMilliseconds, v.stamp_counter AS stampCounter,
  v.merge_milliseconds AS mergeMilliseconds, v.merge_counter AS mergeCounter, v.predecessors,
  v.body_digest AS bodyDigest`;
export const versionColumns = `${storedColumns}, v.body`;
const shownColumns = `${storedColumns},
  CASE WHEN r.heads IS NULL THEN v.body ELSE r.shown END AS body, r.heads, r.compartment`;
const mergeStamp = `coalesce(v.merge_milliseconds, v.stamp_milliseconds) AS stampMilliseconds,
  coalesce(v.merge_counter, v.stamp_counter) AS stampCounter`;
/** Came here, or was written, at a time or after it. */
const cameSince = `(v.received_milliseconds >= ?
  OR coalesce(v.merge_milliseconds, v.stamp_milliseconds) >= ?)`;
/** `_since`, then `_at`: written before the end of a period, and followed by no other version up to its start. */
const historyFilter = `${cameSince}
  AND coalesce(v.merge_milliseconds, v.stamp_milliseconds) < ?
  AND NOT EXISTS (SELECT 1 FROM version n WHERE n.resource = v.resource AND n.stamp_milliseconds <= ?
    AND (n.stamp_milliseconds, n.stamp_counter) > (v.stamp_milliseconds, v.stamp_counter))`;
const deliveryColumns = `v.change_id AS changeId, v.seq, s.id AS stream, s.direction, s.site,
  s.durable_seq AS durableSeq, s.safe_seq AS safeSeq`;
const named = 'JOIN type t ON t.id = r.type JOIN author a ON a.id = v.author';

export const versionSql = {
  current: sql<CurrentRow>(`SELECT r.id AS resource, r.version, r.compartment, r.deleted, r.concurrent, r.heads,
    v.change_id AS changeId, ${mergeStamp}, v.stream
    FROM resource r JOIN version v ON v.id = r.version WHERE r.type = ? AND r.fhir_id = ?`),
  newest: sql<{ key: number }>('SELECT id AS key FROM version ORDER BY id DESC LIMIT 1'),
  receivedAfter: sql<{ receivedMilliseconds: number }>(
    'SELECT received_milliseconds AS receivedMilliseconds FROM version WHERE id > ? ORDER BY id LIMIT 1',
  ),
  newestChange: sql<{ key: number; changeId: Uint8Array }>(
    'SELECT id AS key, change_id AS changeId FROM version WHERE id > 0 ORDER BY id DESC LIMIT 1',
  ),
  changeOf: sql<{ changeId: Uint8Array }>('SELECT change_id AS changeId FROM version WHERE id = ?'),
  byChange: sql<DuplicateRow>(`SELECT id AS key, resource, stamp_milliseconds AS stampMilliseconds,
    stamp_counter AS stampCounter, origin, body, body_digest AS bodyDigest FROM version WHERE change_id = ?`),
  family: sql<FamilyRow>(`SELECT v.id AS key, v.change_id AS changeId, v.predecessors, ${mergeStamp}
    FROM version v WHERE v.resource = ?`),
  bodyOf: sql<{ body: Buffer | null }>('SELECT body FROM version WHERE id = ?'),
  addResource: sql(`INSERT INTO resource (type, fhir_id, version, updated_milliseconds, compartment, deleted)
    VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (type, fhir_id) DO NOTHING`),
  setCurrent: sql(`UPDATE resource SET version = ?, updated_milliseconds = ?, compartment = coalesce(?, compartment),
    deleted = ?, concurrent = ?, heads = ?, shown = ? WHERE id = ?`),
  /** Of a resource of which nothing said yet where it belongs. */
  fileFirst: sql('UPDATE resource SET compartment = ? WHERE id = ? AND compartment IS NULL'),
  addVersion: sql(`INSERT INTO version (id, change_id, resource, author, origin, stamp_milliseconds, stamp_counter,
    predecessors, stream, seq, group_start, received_milliseconds, body, merge_milliseconds, merge_counter,
    body_digest) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`),
  setMergeStamp: sql(`UPDATE version SET merge_milliseconds = ?, merge_counter = ?
    WHERE id = ? AND merge_milliseconds IS NULL`),
  laneOf: sql<{ lane: number }>('SELECT lane FROM stream WHERE id = ?'),
  /** What a resource shows. */
  read: sql<ShownRow>(`SELECT ${shownColumns} FROM resource r JOIN version v ON v.id = r.version ${named}
    WHERE r.type = ? AND r.fhir_id = ?`),
  readOne: sql<VersionRow>(`SELECT ${versionColumns} FROM version v JOIN resource r ON r.id = v.resource ${named}
    WHERE v.change_id = ?`),
  readByResource: sql<ShownRow>(`SELECT ${shownColumns} FROM resource r JOIN version v ON v.id = r.version ${named}
    WHERE r.id = ?`),
  /**
   * Versions of one resource, the winner first; the first values are the stamp and the change id to go on after, the next
   * those of the filter.
   */
  historyOfOne: sql<VersionRow>(`SELECT ${versionColumns} FROM version v JOIN resource r ON r.id = v.resource ${named}
    WHERE v.resource = ? AND (coalesce(v.merge_milliseconds, v.stamp_milliseconds),
      coalesce(v.merge_counter, v.stamp_counter), v.change_id) < (?, ?, ?) AND ${historyFilter}
    ORDER BY coalesce(v.merge_milliseconds, v.stamp_milliseconds) DESC,
      coalesce(v.merge_counter, v.stamp_counter) DESC, v.change_id DESC LIMIT ?`),
  historyCount: sql<{ count: number }>(
    `SELECT count(*) AS count FROM version v WHERE v.resource = ? AND ${historyFilter}`,
  ),
  /** Versions of all resources, the last received first, between two keys. */
  historyOfAll: sql<VersionRow>(`SELECT ${versionColumns}
    FROM version v CROSS JOIN resource r ON r.id = v.resource ${named}
    WHERE v.id < ? AND v.id >= ? AND ${historyFilter} ORDER BY v.id DESC LIMIT ?`),
  historyOfType: sql<VersionRow>(`SELECT ${versionColumns}
    FROM version v CROSS JOIN resource r ON r.id = v.resource ${named}
    WHERE v.id < ? AND v.id >= ? AND r.type = ? AND ${historyFilter} ORDER BY v.id DESC LIMIT ?`),
  receivedSince: sql<{ key: number }>(
    `SELECT v.id AS key FROM version v WHERE v.id < ? AND v.id >= ? AND ${cameSince} LIMIT 1`,
  ),
  resourceKey: sql<{ resource: number }>('SELECT id AS resource FROM resource WHERE type = ? AND fhir_id = ?'),
  delivery: sql<DeliveryRow & Pick<ShownRow, 'heads'>>(`SELECT ${deliveryColumns}, r.heads
    FROM resource r JOIN version v ON v.id = r.version JOIN stream s ON s.id = v.stream
    WHERE r.type = ? AND r.fhir_id = ?`),
  deliveryOfOne: sql<DeliveryRow>(`SELECT ${deliveryColumns} FROM version v JOIN stream s ON s.id = v.stream
    WHERE v.change_id = ?`),
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
