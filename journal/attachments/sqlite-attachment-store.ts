import { createHash } from 'node:crypto';
import { chunkCount, chunkLength } from '../../protocol/attachments/chunks.js';
import type { SiteCode } from '../../protocol/ids.js';
import { Problem } from '../../protocol/problem.js';
import type { AttachmentReference } from '../../record/attachment.js';
import type { AttachmentState, AttachmentStore, AttachmentUpload, WantedAttachment } from '../attachment-store.js';
import { copyContentsAside } from '../backup/copy-aside.js';
import { attachmentSql, type BlobRow } from '../sql/attachments.js';
import type { Connection } from '../sqlite/connection.js';
import { emptyLog } from '../sqlite/empty-log.js';
import type { KeyedFile } from '../sqlite/keyed.js';
import { transaction } from '../sqlite/transaction.js';
import { chunkKey, dropBlob, unsynced } from './chunk-rows.js';
import type { ContentsCopied } from './copy-contents.js';
import { Upload } from './upload.js';

export interface AttachmentLimits {
  /** One content. */
  readonly contentBytesMax: number;
  /** All of them together, as stored. */
  readonly storeBytesMax: number;
}

/** Chunks that are hashed before others get their turn: about a millisecond's work. */
const chunksPerTurn = 64;

/** The name of the content without a byte, which nobody has to send. */
const emptyHash = createHash('sha256').digest('hex');

/** {@link AttachmentStore} over one SQLite database of its own. */
export class SqliteAttachmentStore implements AttachmentStore {
  readonly #connection: Connection;
  readonly #source: KeyedFile;
  readonly #limits: AttachmentLimits;
  readonly #now: () => number;

  constructor(connection: Connection, source: KeyedFile, limits: AttachmentLimits, now: () => number) {
    this.#connection = connection;
    this.#source = source;
    this.#limits = limits;
    this.#now = now;
  }

  begin(): AttachmentUpload {
    const { contentBytesMax } = this.#limits;
    return new Upload(this.#connection, {
      contentBytesMax,
      requireRoom: (bytes) => this.#requireRoom(bytes),
      now: this.#now,
    });
  }

  async expect({ hash, bytes }: AttachmentReference, source: SiteCode): Promise<void> {
    const found = this.#find(hash);
    if (found !== undefined) {
      this.#connection.run(attachmentSql.setNamed, found.id);
      return;
    }
    // A name that nothing can ever fit is not waited for; the record itself is kept all the same.
    if (bytes > this.#limits.contentBytesMax) return;
    transaction(this.#connection, () => {
      const at = Math.floor(this.#now());
      const { key } = this.#connection.run(attachmentSql.add, Buffer.from(hash, 'hex'), bytes, 1, source, at);
      if (hash === emptyHash) this.#connection.run(attachmentSql.setComplete, key);
    });
  }

  async state(hash: string): Promise<AttachmentState | undefined> {
    const row = this.#find(hash);
    if (row === undefined) return undefined;
    const { bytes, chunks } = row;
    const bytesHere = lengthOf(bytes, chunks);
    return { hash, bytes, bytesHere, complete: row.complete === 1, atHub: row.atHub === 1 };
  }

  async wanted(query: { readonly source?: SiteCode; readonly count: number }): Promise<readonly WantedAttachment[]> {
    const rows =
      query.source === undefined
        ? this.#connection.all(attachmentSql.wanted, query.count)
        : this.#connection.all(attachmentSql.wantedFrom, query.source, query.count);
    return rows.map((row) => ({
      ...{ hash: hexOf(row.hash), bytes: row.bytes, nextIndex: row.chunks, asked: row.asked === 1 },
    }));
  }

  async ask(hash: string): Promise<void> {
    const row = this.#find(hash);
    if (row !== undefined) this.#connection.run(attachmentSql.setAsked, row.id);
  }

  async chunk(hash: string, index: number): Promise<Uint8Array | undefined> {
    const row = this.#find(hash);
    if (row === undefined || row.complete === 0) return undefined;
    return this.#connection.one(attachmentSql.chunk, chunkKey(row.id, index))?.bytes;
  }

  async addChunk(hash: string, index: number, bytes: Uint8Array): Promise<'kept' | 'complete' | 'ignored'> {
    const row = this.#find(hash);
    if (row === undefined || row.complete === 1 || index !== row.chunks) return 'ignored';
    if (bytes.length !== chunkLength(row.bytes, index)) return 'ignored';
    this.#requireRoom(bytes.length);
    unsynced(this.#connection, () => {
      this.#connection.run(attachmentSql.addChunk, chunkKey(row.id, index), bytes);
      this.#connection.run(attachmentSql.setChunks, index + 1, row.id);
    });
    if (index + 1 < chunkCount(row.bytes)) return 'kept';
    await this.#prove(row);
    return 'complete';
  }

  async noteAtHub(hash: string): Promise<void> {
    const row = this.#find(hash);
    if (row !== undefined && row.complete === 1) this.#connection.run(attachmentSql.setAtHub, row.id);
  }

  async unconfirmed(count: number): Promise<readonly string[]> {
    return this.#connection.all(attachmentSql.unconfirmed, count).map(({ hash }) => hexOf(hash));
  }

  async destroy(hash: string): Promise<boolean> {
    const row = this.#find(hash);
    if (row !== undefined) transaction(this.#connection, () => dropBlob(this.#connection, row.id));
    return emptyLog(this.#connection);
  }

  async sweep(beforeMilliseconds: number): Promise<number> {
    const rows = this.#connection.all(attachmentSql.unnamed, Math.floor(beforeMilliseconds));
    for (const { id } of rows) {
      transaction(this.#connection, () => dropBlob(this.#connection, id));
      await turn();
    }
    return rows.length;
  }

  async usage(): Promise<{ readonly bytes: number; readonly bytesMax: number }> {
    return { bytes: this.#bytesUsed(), bytesMax: this.#limits.storeBytesMax };
  }

  copyTo(file: string, signal?: AbortSignal, destroyed: readonly string[] = []): Promise<ContentsCopied> {
    return copyContentsAside({ source: this.#source, contents: file, destroyed }, signal);
  }

  close(): void {
    this.#connection.close();
  }

  /** Hashes the whole, a few chunks a turn; what is not what its name says is dropped and begun anew (rule A3). */
  async #prove(row: BlobRow): Promise<void> {
    const digest = createHash('sha256');
    const count = chunkCount(row.bytes);
    for (let index = 0; index < count; index += 1) {
      const chunk = this.#connection.one(attachmentSql.chunk, chunkKey(row.id, index));
      if (chunk !== undefined) digest.update(chunk.bytes);
      if (index % chunksPerTurn === chunksPerTurn - 1) await turn();
    }
    if (digest.digest('hex') === hexOf(row.hash)) {
      this.#connection.run(attachmentSql.setComplete, row.id);
      return;
    }
    transaction(this.#connection, () => {
      this.#connection.run(attachmentSql.dropChunks, chunkKey(row.id, 0), chunkKey(row.id + 1, 0));
      this.#connection.run(attachmentSql.setChunks, 0, row.id);
    });
    throw new Problem('batch-hash-mismatch', 'an attachment');
  }

  #find(hash: string): BlobRow | undefined {
    return this.#connection.one(attachmentSql.find, Buffer.from(hash, 'hex'));
  }

  #bytesUsed(): number {
    const pages = Number(this.#connection.pragma('page_count')) - Number(this.#connection.pragma('freelist_count'));
    return pages * Number(this.#connection.pragma('page_size'));
  }

  #requireRoom(bytes: number): void {
    if (this.#bytesUsed() + bytes > this.#limits.storeBytesMax) throw new Problem('attachment-quota');
  }
}

function lengthOf(bytes: number, chunks: number): number {
  return chunks >= chunkCount(bytes) ? bytes : chunks * chunkLength(bytes, 0);
}

function hexOf(hash: Uint8Array): string {
  return Buffer.from(hash.buffer, hash.byteOffset, hash.byteLength).toString('hex');
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
