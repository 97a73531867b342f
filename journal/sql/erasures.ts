import { sql } from '../sqlite/named-sql.js';

/** An erasure that was carried out here. */
export interface ErasureRow {
  readonly key: number;
  readonly id: string;
  readonly reason: string;
  readonly reference: string;
  readonly by: string;
  readonly author: string;
  readonly scope: string;
  readonly seal: string;
  readonly orderedMilliseconds: number;
  readonly carriedMilliseconds: number;
  readonly resources: number;
  readonly versions: number;
  readonly setAside: number;
  readonly settledMilliseconds: number | null;
  readonly rewrittenMilliseconds: number | null;
}

/** A resource that is here. */
export interface MemberRow {
  readonly resource: number;
  readonly type: number;
  readonly id: string;
}

const columns = `key, id, reason, reference, by_name AS "by", author, scope, seal,
  ordered_milliseconds AS orderedMilliseconds,
  carried_milliseconds AS carriedMilliseconds, resources, versions, set_aside AS setAside,
  settled_milliseconds AS settledMilliseconds, rewritten_milliseconds AS rewrittenMilliseconds`;

export const erasureSql = {
  add: sql(`INSERT INTO erasure (id, reason, reference, by_name, author, scope, seal, ordered_milliseconds,
    carried_milliseconds, resources, versions, set_aside) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0)`),
  setCounts: sql('UPDATE erasure SET resources = ?, versions = ?, set_aside = ? WHERE key = ?'),
  settle: sql('UPDATE erasure SET settled_milliseconds = ? WHERE settled_milliseconds IS NULL AND key <= ?'),
  unsettled: sql<{ key: number }>(
    'SELECT key FROM erasure WHERE settled_milliseconds IS NULL AND key > 0 ORDER BY key DESC LIMIT 1',
  ),
  /** Settled, and the files were not written anew since. */
  unwritten: sql<{ key: number }>(`SELECT key FROM erasure
    WHERE rewritten_milliseconds IS NULL AND settled_milliseconds IS NOT NULL AND key > 0 ORDER BY key LIMIT 1`),
  /** Settled or not. */
  unwrittenSince: sql<{ carriedMilliseconds: number }>(`SELECT carried_milliseconds AS carriedMilliseconds FROM erasure
    WHERE rewritten_milliseconds IS NULL AND key > 0 ORDER BY key LIMIT 1`),
  noteRewritten: sql(`UPDATE erasure SET rewritten_milliseconds = ?
    WHERE rewritten_milliseconds IS NULL AND settled_milliseconds IS NOT NULL AND key > 0`),
  find: sql<ErasureRow>(`SELECT ${columns} FROM erasure WHERE id = ?`),
  after: sql<ErasureRow>(`SELECT ${columns} FROM erasure WHERE id > ? ORDER BY id LIMIT ?`),
  ids: sql<{ id: string }>("SELECT id FROM erasure WHERE id > '' ORDER BY id"),
  settledIds: sql<{ id: string }>(
    "SELECT id FROM erasure WHERE id > '' AND settled_milliseconds IS NOT NULL ORDER BY id",
  ),
  confirm: sql(`INSERT OR IGNORE INTO erasure_confirmed (erasure, site, at_milliseconds)
    SELECT key, ?, ? FROM erasure WHERE id = ?`),
  confirmAll: sql(`INSERT OR IGNORE INTO erasure_confirmed (erasure, site, at_milliseconds)
    SELECT key, ?, ? FROM erasure WHERE key > 0`),
  confirmedBetween: sql<{ key: number; id: string }>(`SELECT e.key, e.id FROM erasure e CROSS JOIN erasure_confirmed c
    ON c.erasure = e.key AND c.site = ? WHERE e.id > ? AND e.id <= ? ORDER BY e.id`),
  forgetConfirmed: sql('DELETE FROM erasure_confirmed WHERE erasure = ? AND site = ?'),
  unconfirmed: sql<ErasureRow>(`SELECT ${columns} FROM erasure e WHERE key > 0 AND NOT EXISTS
    (SELECT 1 FROM erasure_confirmed c WHERE c.erasure = e.key AND c.site = ?) ORDER BY key LIMIT ?`),
  confirmations: sql<{ site: string; atMilliseconds: number }>(`SELECT c.site, c.at_milliseconds AS atMilliseconds
    FROM erasure e CROSS JOIN erasure_confirmed c ON c.erasure = e.key WHERE e.id = ? ORDER BY c.site`),
  any: sql<{ key: number }>('SELECT key FROM erasure WHERE key > 0 LIMIT 1'),
  ofResource: sql<{ erasure: number }>('SELECT erasure FROM erased_resource WHERE type = ? AND fhir_id = ?'),
  ofPatient: sql<{ erasure: number }>('SELECT erasure FROM erased_patient WHERE patient = ?'),
  addResource: sql('INSERT OR IGNORE INTO erased_resource (type, fhir_id, erasure) VALUES (?, ?, ?)'),
  addPatient: sql('INSERT OR IGNORE INTO erased_patient (patient, erasure) VALUES (?, ?)'),
  /** Resources that are here and closed, in the order in which they were. */
  closedAfter: sql<{ key: number; resource: number }>(`SELECT e.key, r.id AS resource
    FROM erased_resource e CROSS JOIN resource r ON r.type = e.type AND r.fhir_id = e.fhir_id
    WHERE e.key > ? ORDER BY e.key LIMIT ?`),
  /** What is filed with a patient. */
  members: sql<MemberRow>('SELECT id AS resource, type, fhir_id AS id FROM resource WHERE compartment = ?'),
  /** At a hub: bodies that fan-out has not filed yet. */
  unfiled: sql<MemberRow & { body: Buffer }>(`SELECT r.id AS resource, r.type, r.fhir_id AS id, v.body
    FROM version v CROSS JOIN resource r ON r.id = v.resource WHERE v.id > ? AND v.body IS NOT NULL ORDER BY v.id`),
  bodies: sql<{ key: number; body: Buffer }>(
    'SELECT id AS key, body FROM version WHERE resource = ? AND body IS NOT NULL',
  ),
  /** Bodies of a type that stand. */
  bodiesOfType: sql<{ body: Buffer }>(`SELECT v.body FROM resource r CROSS JOIN version v ON v.resource = r.id
    WHERE r.type = ? AND v.body IS NOT NULL`),
  addContent: sql(`INSERT INTO erased_content (hash, erasure) VALUES (?, ?)
    ON CONFLICT (hash) DO UPDATE SET destroyed_milliseconds = NULL`),
  contentsDue: sql<{ hash: Uint8Array }>(
    "SELECT hash FROM erased_content WHERE destroyed_milliseconds IS NULL AND hash > x'' ORDER BY hash LIMIT ?",
  ),
  destroyedContents: sql<{ hash: Uint8Array }>("SELECT hash FROM erased_content WHERE hash > x'' ORDER BY hash"),
  noteDestroyed: sql('UPDATE erased_content SET destroyed_milliseconds = ? WHERE hash = ?'),
  destroyBody: sql('UPDATE version SET body = NULL, body_digest = ? WHERE id = ?'),
  /** What it shows from now on is nothing. */
  hide: sql('UPDATE resource SET deleted = 1, shown = NULL WHERE id = ?'),
  forgetBefore: sql('UPDATE import_change SET before = NULL WHERE resource = ? AND before IS NOT NULL'),
  letters: sql<{ stream: number; seq: number; batch: Uint8Array }>(`SELECT stream, seq, batch FROM dead_letter
    WHERE (stream, seq) > (?, ?) ORDER BY stream, seq LIMIT ?`),
  setLetter: sql('UPDATE dead_letter SET batch = ? WHERE stream = ? AND seq = ?'),
  quarantined: sql<{ id: number; batch: Uint8Array }>(
    'SELECT id, batch FROM quarantine WHERE id > ? ORDER BY id LIMIT ?',
  ),
  setQuarantined: sql('UPDATE quarantine SET batch = ? WHERE id = ?'),
  questions: sql<{ id: string; ask: string; answer: string | null }>(
    'SELECT id, ask, answer FROM remote_request WHERE asked_milliseconds >= 0 ORDER BY asked_milliseconds',
  ),
  removeQuestion: sql('DELETE FROM remote_request WHERE id = ?'),
  removeCopy: sql('DELETE FROM remote_copy WHERE patient = ?'),
};
