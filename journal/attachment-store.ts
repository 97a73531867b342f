import type { SiteCode } from '../protocol/ids.js';
import type { AttachmentReference } from '../record/attachment.js';
import type { ContentsCopied } from './attachments/copy-contents.js';

/**
 * The contents of attachments, by their SHA-256: each is kept once, encrypted, in a file of its own beside the records
 * (rule A1). Every implementation passes `test/journal/attachments/attachment-store.contract.ts`.
 */
export interface AttachmentStore {
  /** Takes in a new content piece by piece; nothing of it counts before {@link AttachmentUpload.finish}. */
  begin(): AttachmentUpload;
  /** A record names this content: from now on it is kept, and wanted from `source` until it is here. */
  expect(reference: AttachmentReference, source: SiteCode): Promise<void>;
  state(hash: string): Promise<AttachmentState | undefined>;
  /** What is expected and not whole here, what a person asked for first; from one source, or from any. */
  wanted(query: { readonly source?: SiteCode; readonly count: number }): Promise<readonly WantedAttachment[]>;
  /** A person waits for it: it goes before the others, on any link. */
  ask(hash: string): Promise<void>;
  /** One chunk of {@link chunkBytes}, the last one shorter; `undefined` when it is not here. */
  chunk(hash: string, index: number): Promise<Uint8Array | undefined>;
  /**
   * Keeps the next chunk of a wanted content. `complete` after the hash of the whole was proven (rule A3); `ignored` when
   * it is not the next one, or not wanted.
   * @throws Problem `batch-hash-mismatch` the whole is not what its name says: all of it is dropped;
   *   `attachment-quota`, `disk-full`
   */
  addChunk(hash: string, index: number, bytes: Uint8Array): Promise<'kept' | 'complete' | 'ignored'>;
  /** The hub has proven that it holds it whole; at a site. */
  noteAtHub(hash: string): Promise<void>;
  /** What is whole here, named by a record, and not known to be at the hub. */
  unconfirmed(count: number): Promise<readonly string[]>;
  /**
   * Drops a content that no record may name any more, and overwrites where it stood (rule W11). Whether nothing of it stands
   * in the write-ahead log any more; while somebody reads an earlier state it may, and this is to be called again.
   */
  destroy(hash: string): Promise<boolean>;
  /** Drops what was taken in before `beforeMilliseconds` and is named by no record; how many. */
  sweep(beforeMilliseconds: number): Promise<number>;
  usage(): Promise<{ readonly bytes: number; readonly bytesMax: number }>;
  /**
   * Brings all whole contents that `file` lacks over into it, under the same key, in a process of its own (rule A6).
   * @param destroyed contents that go from it, unless they are here again: SHA-256, hex
   * @throws Problem `disk-full`, `permission-denied`, `not-found`, `backup-failed`; what is there already stays
   */
  copyTo(file: string, signal?: AbortSignal, destroyed?: readonly string[]): Promise<ContentsCopied>;
  close(): void;
}

export interface AttachmentUpload {
  /** @throws Problem `attachment-quota`, `too-large`, `disk-full` */
  write(bytes: Uint8Array): Promise<void>;
  /** Durable when it resolves; a content that is already here is kept once. */
  finish(): Promise<AttachmentReference>;
  abort(): Promise<void>;
}

export interface AttachmentState extends AttachmentReference {
  /** How much of it is here, from its start, bytes. */
  readonly bytesHere: number;
  /** Whether it is here whole and proven. */
  readonly complete: boolean;
  readonly atHub: boolean;
}

export interface WantedAttachment extends AttachmentReference {
  /** The first chunk that is not here. */
  readonly nextIndex: number;
  /** Whether a person waits for it. */
  readonly asked: boolean;
}
