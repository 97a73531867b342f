import { sql } from '../sqlite/named-sql.js';

export interface ExportJobRow {
  readonly id: string;
  readonly author: string;
  readonly request: string;
  readonly ofPatients: 0 | 1;
  readonly types: string;
  readonly sinceMilliseconds: number | null;
  readonly through: number;
  readonly begunMilliseconds: number;
  readonly state: 'working' | 'done' | 'failed';
  readonly code: string | null;
  readonly endedMilliseconds: number | null;
  readonly type: number;
  readonly after: string;
  readonly patients: string | null;
  readonly filters: string | null;
}

export interface ExportFileRow {
  readonly type: string;
  readonly kind: 'output' | 'deleted';
  readonly lines: number;
  readonly bytes: number;
}

interface PartRow {
  readonly digest: Buffer;
  readonly resources: Buffer;
}

const columns = `id, author, request, of_patients AS ofPatients, types, since_milliseconds AS sinceMilliseconds, through,
  begun_milliseconds AS begunMilliseconds, state, code, ended_milliseconds AS endedMilliseconds, type, after, patients, filters`;

export const exportJobSql = {
  add: sql(`INSERT INTO bulk_export (id, author, request, of_patients, types, since_milliseconds, through,
    begun_milliseconds, state, ended_milliseconds, patients, filters) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`),
  find: sql<ExportJobRow>(`SELECT ${columns} FROM bulk_export WHERE id = ?`),
  /** The one at work that was begun first. */
  first: sql<ExportJobRow>(
    `SELECT ${columns} FROM bulk_export INDEXED BY bulk_export_by_state WHERE state = 'working' ORDER BY id LIMIT 1`,
  ),
  countOf: sql<{ count: number }>('SELECT count(*) AS count FROM bulk_export WHERE author = ?'),
  /** All that are kept are few. */
  countAll: sql<{ count: number }>(
    'SELECT count(*) AS count FROM bulk_export INDEXED BY bulk_export_of WHERE author > ?',
  ),
  /** Only from the place where the part began: one that was cancelled meanwhile is not. */
  advance: sql(`UPDATE bulk_export SET type = ?, after = ?, state = ?, ended_milliseconds = ?
    WHERE id = ? AND state = 'working' AND type = ? AND after = ?`),
  fail: sql(`UPDATE bulk_export SET state = 'failed', code = ?, ended_milliseconds = ? WHERE id = ?`),
  /** What was stamped since a moment. */
  move: sql(`UPDATE bulk_export INDEXED BY bulk_export_of
    SET begun_milliseconds = begun_milliseconds + iif(begun_milliseconds >= ?, ?, 0),
      ended_milliseconds = ended_milliseconds + iif(ended_milliseconds >= ?, ?, 0) WHERE author > ?`),
  remove: sql('DELETE FROM bulk_export WHERE id = ?'),
  ended: sql<{ id: string }>(
    `SELECT id FROM bulk_export INDEXED BY bulk_export_of
     WHERE author > ? AND (ended_milliseconds <= ? OR begun_milliseconds <= ?)`,
  ),
  addPart: sql(
    'INSERT INTO bulk_export_part (job, type, kind, lines, bytes, digest, resources) VALUES (?, ?, ?, ?, ?, ?, ?)',
  ),
  files: sql<ExportFileRow>(`SELECT type, kind, sum(lines) AS lines, sum(bytes) AS bytes FROM bulk_export_part
    WHERE job = ? GROUP BY type, kind ORDER BY type, kind`),
  lines: sql<{ lines: number | null }>(`SELECT sum(lines) AS lines FROM bulk_export_part WHERE job = ?`),
  /** The parts of a file in their order. */
  parts: sql<{ part: number; bytes: number }>(
    'SELECT id AS part, bytes FROM bulk_export_part WHERE job = ? AND type = ? AND kind = ? ORDER BY id',
  ),
  part: sql<PartRow>('SELECT digest, resources FROM bulk_export_part WHERE id = ? AND job = ?'),
  idOf: sql<{ id: string }>('SELECT fhir_id AS id FROM resource WHERE id = ?'),
};
