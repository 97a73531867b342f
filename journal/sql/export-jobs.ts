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
  begun_milliseconds AS begunMilliseconds, state, code, ended_milliseconds AS endedMilliseconds, type, after`;

export const exportJobSql = {
  add: sql(`INSERT INTO export_job (id, author, request, of_patients, types, since_milliseconds, through,
    begun_milliseconds, state, ended_milliseconds) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`),
  find: sql<ExportJobRow>(`SELECT ${columns} FROM export_job WHERE id = ?`),
  /** The one at work that was begun first. */
  first: sql<ExportJobRow>(
    `SELECT ${columns} FROM export_job INDEXED BY export_job_by_state WHERE state = 'working' ORDER BY id LIMIT 1`,
  ),
  countOf: sql<{ count: number }>('SELECT count(*) AS count FROM export_job WHERE author = ?'),
  /** All that are kept are few. */
  countAll: sql<{ count: number }>(
    'SELECT count(*) AS count FROM export_job INDEXED BY export_job_of WHERE author > ?',
  ),
  /** Only from the place where the part began: one that was cancelled meanwhile is not. */
  advance: sql(`UPDATE export_job SET type = ?, after = ?, state = ?, ended_milliseconds = ?
    WHERE id = ? AND state = 'working' AND type = ? AND after = ?`),
  fail: sql(`UPDATE export_job SET state = 'failed', code = ?, ended_milliseconds = ? WHERE id = ?`),
  remove: sql('DELETE FROM export_job WHERE id = ?'),
  ended: sql<{ id: string }>(
    `SELECT id FROM export_job INDEXED BY export_job_of
     WHERE author > ? AND (ended_milliseconds <= ? OR begun_milliseconds <= ?)`,
  ),
  addPart: sql(
    'INSERT INTO export_part (job, type, kind, lines, bytes, digest, resources) VALUES (?, ?, ?, ?, ?, ?, ?)',
  ),
  files: sql<ExportFileRow>(`SELECT type, kind, sum(lines) AS lines, sum(bytes) AS bytes FROM export_part
    WHERE job = ? GROUP BY type, kind ORDER BY type, kind`),
  lines: sql<{ lines: number | null }>(`SELECT sum(lines) AS lines FROM export_part WHERE job = ?`),
  /** The parts of a file in their order. */
  parts: sql<{ part: number; bytes: number }>(
    'SELECT id AS part, bytes FROM export_part WHERE job = ? AND type = ? AND kind = ? ORDER BY id',
  ),
  part: sql<PartRow>('SELECT digest, resources FROM export_part WHERE id = ? AND job = ?'),
  idOf: sql<{ id: string }>('SELECT fhir_id AS id FROM resource WHERE id = ?'),
};
