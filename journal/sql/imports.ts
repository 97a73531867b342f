import { sql } from '../sqlite/named-sql.js';

export interface ImportRow {
  readonly id: number;
  readonly files: string;
  readonly operator: string;
  readonly state: 'open' | 'done' | 'undoing' | 'undone';
  readonly beganAt: number;
  readonly movedAt: number;
  readonly file: number;
  readonly position: number;
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly refused: number;
  readonly changes: number;
}

export interface ImportChangeRow {
  readonly number: number;
  readonly resource: number;
  readonly version: number;
  readonly rank: number;
}

export interface UndoneRow {
  readonly type: string;
  readonly id: string;
  readonly outcome: 'deleted' | 'restored' | 'changed-since' | 'in-use';
}

interface RefusalRow {
  readonly file: number;
  readonly position: number;
  readonly refusal: string;
}

const columns = `id, files, operator, state, began_milliseconds AS beganAt, moved_milliseconds AS movedAt, file, position,
  created, updated, unchanged, refused, changes`;

export const importSql = {
  open: sql<ImportRow>(`SELECT ${columns} FROM import WHERE files_key = ? AND state = 'open'`),
  find: sql<ImportRow>(`SELECT ${columns} FROM import WHERE id = ?`),
  list: sql<ImportRow>(`SELECT ${columns} FROM import WHERE id > 0 ORDER BY id DESC LIMIT ?`),
  add: sql(`INSERT INTO import (files_key, files, operator, state, began_milliseconds, moved_milliseconds)
    VALUES (?, ?, ?, 'open', ?, ?)`),
  move: sql(`UPDATE import SET file = ?, position = ?, created = created + ?, updated = updated + ?,
    unchanged = unchanged + ?, refused = refused + ?, changes = changes + ?, moved_milliseconds = ? WHERE id = ?`),
  setState: sql('UPDATE import SET state = ?, moved_milliseconds = ? WHERE id = ?'),
  addChange: sql(
    'INSERT INTO import_change (import, number, resource, version, before, rank) VALUES (?, ?, ?, ?, ?, ?)',
  ),
  addRefusal: sql('INSERT INTO import_refusal (import, file, position, refusal) VALUES (?, ?, ?, ?)'),
  refusals: sql<RefusalRow>(`SELECT file, position, refusal FROM import_refusal
    WHERE import = ? AND (file, position) > (?, ?) ORDER BY file, position LIMIT ?`),
  waiting: sql<ImportChangeRow>(`SELECT number, resource, version, rank FROM import_change
    WHERE import = ? AND rank = ? AND outcome IS NULL ORDER BY number DESC LIMIT ?`),
  waitingCount: sql<{ count: number }>(
    'SELECT count(*) AS count FROM import_change WHERE import = ? AND outcome IS NULL AND rank BETWEEN 0 AND 3',
  ),
  /** What the resource showed before the first change of the import. */
  before: sql<{ before: Buffer | null }>(
    'SELECT before FROM import_change WHERE import = ? AND resource = ? ORDER BY number LIMIT 1',
  ),
  lastOf: sql<{ version: number }>(
    'SELECT version FROM import_change WHERE import = ? AND resource = ? ORDER BY number DESC LIMIT 1',
  ),
  setOutcome: sql('UPDATE import_change SET outcome = ? WHERE import = ? AND resource = ?'),
  undone: sql<{ outcome: 'deleted' | 'restored'; count: number }>(`SELECT outcome, count(DISTINCT resource) AS count
    FROM import_change WHERE import = ? AND outcome IN ('deleted', 'restored') GROUP BY outcome`),
  kept: sql<UndoneRow>(`SELECT DISTINCT t.name AS type, r.fhir_id AS id, c.outcome
    FROM import_change c JOIN resource r ON r.id = c.resource JOIN type t ON t.id = r.type
    WHERE c.import = ? AND c.outcome IN ('changed-since', 'in-use')`),
  resource: sql<{ type: string; id: string; version: number; deleted: number; concurrent: number }>(
    `SELECT t.name AS type, r.fhir_id AS id, r.version, r.deleted, r.concurrent
    FROM resource r JOIN type t ON t.id = r.type WHERE r.id = ?`,
  ),
  authorOf: sql<{ author: string }>(
    'SELECT a.name AS author FROM version v JOIN author a ON a.id = v.author WHERE v.id = ?',
  ),
  /** Something in the compartment of a patient that the import would not take away. */
  member: sql<{ resource: number }>(`SELECT r.id AS resource FROM resource r
    WHERE r.compartment = ? AND r.deleted = 0 AND r.id <> ?
      AND NOT EXISTS (SELECT 1 FROM import_change c WHERE c.import = ? AND c.resource = r.id
        AND (c.outcome IS NULL OR c.outcome = 'deleted'))
    LIMIT 1`),
  parameters: sql<{ id: number }>('SELECT id FROM parameter ORDER BY id'),
  /** Something that refers to a resource by a search parameter, and that the import would not take away. */
  referrer: sql<{
    resource: number;
  }>(`SELECT r.id AS resource FROM search_reference s JOIN resource r ON r.id = s.resource
    WHERE s.parameter = ? AND s.target = ? AND s.type = ? AND r.id <> ? AND r.deleted = 0
      AND NOT EXISTS (SELECT 1 FROM import_change c WHERE c.import = ? AND c.resource = r.id
        AND (c.outcome IS NULL OR c.outcome = 'deleted'))
    LIMIT 1`),
};
