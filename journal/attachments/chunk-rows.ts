import { attachmentSql } from '../sql/attachments.js';
import type { Connection } from '../sqlite/connection.js';
import { transaction } from '../sqlite/transaction.js';

/** 2^20 chunks of 16 KiB are more than any content may have. */
const chunksPerBlobMax = 2 ** 20;

/** The key of a chunk: those of one content lie together. */
export function chunkKey(blob: number, index: number): number {
  return blob * chunksPerBlobMax + index;
}

/**
 * One transaction without an fsync of its own, for what would only be fetched or taken in again: chunks of a content that
 * is not whole yet. The commit that makes it whole is synced as ever, and with it all that stands before it in the
 * write-ahead log.
 */
export function unsynced(connection: Connection, work: () => void): void {
  connection.pragma('synchronous=NORMAL');
  try {
    transaction(connection, work);
  } finally {
    connection.pragma('synchronous=FULL');
  }
}

/** Removes a content and its chunks; the caller holds the transaction. */
export function dropBlob(connection: Connection, blob: number): void {
  connection.run(attachmentSql.dropChunks, chunkKey(blob, 0), chunkKey(blob + 1, 0));
  connection.run(attachmentSql.drop, blob);
}
