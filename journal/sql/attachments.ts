import { sql } from '../sqlite/named-sql.js';

export interface BlobRow {
  readonly id: number;
  readonly hash: Uint8Array;
  readonly bytes: number;
  readonly chunks: number;
  readonly complete: number;
  readonly asked: number;
  readonly atHub: number;
}

const columns = 'id, hash, bytes, chunks, complete, asked, at_hub AS atHub';

export const attachmentSql = {
  find: sql<BlobRow>(`SELECT ${columns} FROM blob WHERE hash = ?`),
  add: sql(`INSERT INTO blob (hash, bytes, chunks, complete, named, source, created_milliseconds)
    VALUES (?, ?, 0, 0, ?, ?, ?)`),
  setNamed: sql('UPDATE blob SET named = 1 WHERE id = ?'),
  setAsked: sql('UPDATE blob SET asked = 1 WHERE id = ? AND complete = 0'),
  setAtHub: sql('UPDATE blob SET at_hub = 1 WHERE id = ?'),
  setChunks: sql('UPDATE blob SET chunks = ? WHERE id = ?'),
  /** What came from the hub (`000`) is there. */
  setComplete: sql("UPDATE blob SET complete = 1, asked = 0, at_hub = (source = '000') WHERE id = ?"),
  /** In a backup: it was destroyed by order of law (rule W11), and is neither whole nor wanted. */
  setDestroyed: sql('UPDATE blob SET complete = 2 WHERE id = ?'),
  setTaken: sql('UPDATE blob SET hash = ?, bytes = ?, complete = 1, named = max(named, ?), at_hub = ? WHERE id = ?'),
  drop: sql('DELETE FROM blob WHERE id = ?'),
  wanted: sql<BlobRow>(`SELECT ${columns} FROM blob WHERE complete = 0 AND named = 1 ORDER BY asked DESC, id LIMIT ?`),
  wantedFrom: sql<BlobRow>(
    `SELECT ${columns} FROM blob WHERE complete = 0 AND named = 1 AND source = ? ORDER BY asked DESC, id LIMIT ?`,
  ),
  unconfirmed: sql<{ hash: Uint8Array }>(
    'SELECT hash FROM blob WHERE complete = 1 AND named = 1 AND at_hub = 0 ORDER BY id LIMIT ?',
  ),
  wholeAfter: sql<BlobRow>(`SELECT ${columns} FROM blob WHERE id > ? AND complete = 1 ORDER BY id LIMIT ?`),
  /** The same in a backup, with what was destroyed in it. */
  keptAfter: sql<BlobRow>(`SELECT ${columns} FROM blob WHERE id > ? AND complete >= 1 ORDER BY id LIMIT ?`),
  unnamed: sql<{ id: number }>(
    'SELECT id FROM blob WHERE named = 0 AND created_milliseconds < ? ORDER BY created_milliseconds',
  ),
  /** What was being taken in. */
  unfinished: sql<{ id: number }>('SELECT id FROM blob WHERE hash IS NULL'),
  addChunk: sql('INSERT INTO chunk (id, bytes) VALUES (?, ?)'),
  chunk: sql<{ bytes: Buffer }>('SELECT bytes FROM chunk WHERE id = ?'),
  dropChunks: sql('DELETE FROM chunk WHERE id >= ? AND id < ?'),
};
