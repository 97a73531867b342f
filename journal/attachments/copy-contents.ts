import { existsSync } from 'node:fs';
import { chunkCount } from '../../protocol/attachments/chunks.js';
import { journalLimits } from '../limits.js';
import { migrate } from '../schema/migrations.js';
import { attachmentSql, type BlobRow } from '../sql/attachments.js';
import { Connection } from '../sqlite/connection.js';
import type { KeyedFile } from '../sqlite/keyed.js';
import { openKeyed } from '../sqlite/keyed.js';
import { openDatabase } from '../sqlite/open-database.js';
import { transaction } from '../sqlite/transaction.js';
import { chunkKey, dropBlob } from './chunk-rows.js';
import { attachmentMigrations } from './migrations.js';

/** What a copy of the attachments holds when it is done. */
export interface ContentsCopied {
  readonly contents: number;
  readonly bytes: number;
  /** Of these, how many this run brought. */
  readonly added: number;
}

const blobsPerRead = 256;
const chunksPerCommit = 256;

/**
 * Brings the contents that are whole in `source` and not in `target` over, in the same key. Contents never change, so a
 * backup of them only grows, but for what was destroyed by order of law (rule W11), and a run that was cut off goes on where it
 * stopped. Blocks; what it returns is on the disk.
 * @param destroyed SHA-256, hex; of these the target keeps what the source has again
 * @throws Problem `database-key-wrong`, `database-corrupt`, `disk-full`, `permission-denied`
 */
export function copyContents(
  source: KeyedFile,
  target: string,
  nowMilliseconds: number,
  destroyed: readonly string[] = [],
): ContentsCopied {
  const from = new Connection(openKeyed(source.file, source.cipher, source.key, true));
  try {
    const nothing = from.all(attachmentSql.wholeAfter, 0, 1).length === 0;
    if (nothing && !existsSync(target)) return { contents: 0, bytes: 0, added: 0 };
    const settings = { pageCacheBytesMax: journalLimits.sidePageCacheBytesMax, isEachCommitSynced: false };
    const to = openDatabase({ ...source, ...settings, file: target, migrationMax: attachmentMigrations.length });
    try {
      migrate(to, nowMilliseconds, attachmentMigrations);
      dropDestroyed(from, to, destroyed);
      const copied = copyAll(from, to, nowMilliseconds);
      // A medium that may only be read has no room for the files of a write-ahead log.
      to.pragma('journal_mode=DELETE');
      return copied;
    } finally {
      to.close();
    }
  } finally {
    from.close();
  }
}

/** What was freed is overwritten. That it was there stays, for the manifests of earlier backups count it. */
function dropDestroyed(from: Connection, to: Connection, destroyed: readonly string[]): void {
  for (const hash of destroyed.map((hex) => Buffer.from(hex, 'hex'))) {
    const there = to.one(attachmentSql.find, hash);
    if (there?.complete !== 1 || from.one(attachmentSql.find, hash)?.complete === 1) continue;
    transaction(to, () => {
      to.run(attachmentSql.dropChunks, chunkKey(there.id, 0), chunkKey(there.id + 1, 0));
      to.run(attachmentSql.setDestroyed, there.id);
    });
  }
}

function copyAll(from: Connection, to: Connection, nowMilliseconds: number): ContentsCopied {
  let [contents, bytes, added] = [0, 0, 0];
  for (let after = 0; ; ) {
    const rows = from.all(attachmentSql.wholeAfter, after, blobsPerRead);
    for (const row of rows) {
      contents += 1;
      bytes += row.bytes;
      if (copyOne(from, to, row, nowMilliseconds)) added += 1;
    }
    const last = rows.at(-1);
    if (last === undefined) return { contents, bytes, added };
    after = last.id;
  }
}

/** Whether it had to be brought. */
function copyOne(from: Connection, to: Connection, row: BlobRow, nowMilliseconds: number): boolean {
  const there = to.one(attachmentSql.find, row.hash);
  if (there?.complete === 1) return false;
  if (there !== undefined) transaction(to, () => dropBlob(to, there.id));
  const at = Math.floor(nowMilliseconds);
  const { key } = to.run(attachmentSql.add, row.hash, row.bytes, 1, '000', at);
  const count = chunkCount(row.bytes);
  for (let start = 0; start < count; start += chunksPerCommit) {
    transaction(to, () => {
      for (let index = start; index < Math.min(count, start + chunksPerCommit); index += 1) {
        const chunk = from.one(attachmentSql.chunk, chunkKey(row.id, index));
        if (chunk !== undefined) to.run(attachmentSql.addChunk, chunkKey(key, index), chunk.bytes);
      }
      to.run(attachmentSql.setChunks, Math.min(count, start + chunksPerCommit), key);
    });
  }
  to.run(attachmentSql.setComplete, key);
  return true;
}
