import type { DoneBackup } from '../backup/backup-store.js';
import { sql } from '../sqlite/named-sql.js';

interface CopiedStreamRow {
  readonly direction: 'up' | 'dn';
  readonly site: string;
  readonly epoch: number;
  readonly lane: number;
  readonly seq: number;
  readonly chain: Uint8Array;
}

export const backupSql = {
  add: sql('INSERT INTO backup (milliseconds, file, bytes) VALUES (?, ?, ?)'),
  last: sql<DoneBackup>(
    'SELECT file, bytes, milliseconds AS atMilliseconds FROM backup WHERE id > 0 ORDER BY id DESC LIMIT 1',
  ),
  streams: sql<CopiedStreamRow>('SELECT direction, site, epoch, lane, seq, chain FROM stream WHERE id > 0 ORDER BY id'),
  markSafe: sql(`UPDATE stream SET safe_seq = max(safe_seq, min(seq, ?))
    WHERE direction = 'up' AND site = ? AND epoch = ? AND lane = ?`),
};
