import { createHash } from 'node:crypto';
import { chunkCount } from '../../protocol/attachments/chunks.js';
import { Problem } from '../../protocol/problem.js';
import { attachmentSql, type BlobRow } from '../sql/attachments.js';
import { Connection } from '../sqlite/connection.js';
import type { KeyedFile } from '../sqlite/keyed.js';
import { openKeyed } from '../sqlite/keyed.js';
import { problemOfSqlite } from '../sqlite/sqlite-problem.js';
import { chunkKey } from './chunk-rows.js';

/** What a file of contents holds whole, each of them hashed, with what was destroyed in it by order of law. */
export interface ContentsProved {
  readonly contents: number;
  readonly bytes: number;
}

const blobsPerRead = 256;

/**
 * Reads every content that a file calls whole, and proves that it is what its name, its SHA-256, says. Read-only; blocks.
 * @throws Problem `database-key-wrong`, `database-corrupt` also where a content is another than its name says
 */
export function proveContents({ file, key, cipher }: KeyedFile): ContentsProved {
  try {
    const connection = new Connection(openKeyed(file, cipher, key, true));
    try {
      return proveAll(connection);
    } finally {
      connection.close();
    }
  } catch (error) {
    throw problemOfSqlite(error);
  }
}

function proveAll(connection: Connection): ContentsProved {
  let [contents, bytes] = [0, 0];
  for (let after = 0; ; ) {
    const rows = connection.all(attachmentSql.keptAfter, after, blobsPerRead);
    for (const row of rows) {
      if (row.complete === 1 && !isWhole(connection, row)) {
        throw new Problem('database-corrupt', 'a content is not what its name says');
      }
      contents += 1;
      bytes += row.bytes;
    }
    const last = rows.at(-1);
    if (last === undefined) return { contents, bytes };
    after = last.id;
  }
}

function isWhole(connection: Connection, { id, hash, bytes }: BlobRow): boolean {
  const digest = createHash('sha256');
  for (let index = 0; index < chunkCount(bytes); index += 1) {
    const chunk = connection.one(attachmentSql.chunk, chunkKey(id, index));
    if (chunk !== undefined) digest.update(chunk.bytes);
  }
  return digest.digest().equals(hash);
}
