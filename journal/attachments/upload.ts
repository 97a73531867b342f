import { createHash } from 'node:crypto';
import { chunkBytes } from '../../protocol/attachments/chunks.js';
import { Problem } from '../../protocol/problem.js';
import type { AttachmentReference } from '../../record/attachment.js';
import type { AttachmentUpload } from '../attachment-store.js';
import { attachmentSql } from '../sql/attachments.js';
import type { Connection } from '../sqlite/connection.js';
import { transaction } from '../sqlite/transaction.js';
import { chunkKey, dropBlob, unsynced } from './chunk-rows.js';

export interface UploadOptions {
  readonly contentBytesMax: number;
  /** @throws Problem `attachment-quota` */
  readonly requireRoom: (bytes: number) => void;
  readonly now: () => number;
}

/** Chunks of one transaction: one fsync for a megabyte. */
const chunksPerCommit = 64;

/** A content on its way in: chunks are written as they come, so that memory does not grow with it. */
export class Upload implements AttachmentUpload {
  readonly #connection: Connection;
  readonly #options: UploadOptions;
  readonly #digest = createHash('sha256');
  readonly #blob: number;
  #pieces: Uint8Array[] = [];
  #pieceBytes = 0;
  #bytes = 0;
  #chunks = 0;
  #finished = false;

  constructor(connection: Connection, options: UploadOptions) {
    this.#connection = connection;
    this.#options = options;
    this.#blob = connection.run(attachmentSql.add, null, 0, 0, '', Math.floor(options.now())).key;
  }

  async write(bytes: Uint8Array): Promise<void> {
    this.#bytes += bytes.length;
    if (this.#bytes > this.#options.contentBytesMax) throw new Problem('too-large', 'an attachment');
    this.#options.requireRoom(this.#pieceBytes + bytes.length);
    this.#digest.update(bytes);
    this.#pieces.push(bytes);
    this.#pieceBytes += bytes.length;
    if (this.#pieceBytes >= chunkBytes * chunksPerCommit) this.#store(false);
  }

  async finish(): Promise<AttachmentReference> {
    this.#store(true);
    const hash = this.#digest.digest();
    transaction(this.#connection, () => this.#settle(hash));
    this.#finished = true;
    return { hash: hash.toString('hex'), bytes: this.#bytes };
  }

  async abort(): Promise<void> {
    // Once whole, another record may name the same content; what no record names is swept later.
    if (this.#finished) return;
    transaction(this.#connection, () => dropBlob(this.#connection, this.#blob));
  }

  /** The same content is kept once: a whole one that is here stays, a part that was on its way is replaced (rule A1). */
  #settle(hash: Uint8Array): void {
    const other = this.#connection.one(attachmentSql.find, hash);
    if (other?.complete === 1) {
      dropBlob(this.#connection, this.#blob);
      return;
    }
    // What was wanted elsewhere is named by a record already.
    if (other !== undefined) dropBlob(this.#connection, other.id);
    this.#connection.run(attachmentSql.setTaken, hash, this.#bytes, other === undefined ? 0 : 1, 0, this.#blob);
  }

  /** Writes the whole chunks that are here, and the last short one at the end. */
  #store(last: boolean): void {
    const bytes = Buffer.concat(this.#pieces);
    const whole = last ? bytes.length : bytes.length - (bytes.length % chunkBytes);
    unsynced(this.#connection, () => {
      for (let start = 0; start < whole; start += chunkBytes) {
        const chunk = bytes.subarray(start, Math.min(start + chunkBytes, whole));
        this.#connection.run(attachmentSql.addChunk, chunkKey(this.#blob, this.#chunks), chunk);
        this.#chunks += 1;
      }
      this.#connection.run(attachmentSql.setChunks, this.#chunks, this.#blob);
    });
    this.#pieces = whole === bytes.length ? [] : [bytes.subarray(whole)];
    this.#pieceBytes = bytes.length - whole;
  }
}
