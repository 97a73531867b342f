import { attachmentSql } from '../sql/attachments.js';
import type { Connection } from '../sqlite/connection.js';

/** 2^20 chunks of 16 KiB are more than any content may have. */
const chunksPerBlobMax = 2 ** 20;

/** The key of a chunk: those of one content lie together. */
export function chunkKey(blob: number, index: number): number {
  return blob * chunksPerBlobMax + index;
}

/** Removes a content and its chunks; the caller holds the transaction. */
export function dropBlob(connection: Connection, blob: number): void {
  connection.run(attachmentSql.dropChunks, chunkKey(blob, 0), chunkKey(blob + 1, 0));
  connection.run(attachmentSql.drop, blob);
}
