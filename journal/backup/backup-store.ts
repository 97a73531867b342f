import type { SiteCode } from '../../protocol/ids.js';
import type { Lane } from '../../protocol/lane.js';

/** A lane of a log as a copy of the journal really holds it. */
export interface CopiedStream {
  readonly direction: 'up' | 'dn';
  readonly site: SiteCode;
  readonly epoch: number;
  readonly lane: Lane;
  readonly seq: number;
}

/** What was read from a finished copy, not from the journal that it was made of. */
export interface CopyFacts {
  readonly role: 'site' | 'hub';
  readonly site: SiteCode;
  readonly epoch: number;
  readonly hubEpoch: number;
  /** The key of the newest version: its place in this node's order; 0 when there is none. */
  readonly newestVersion: number;
  /** How many resources it holds, deleted ones included. */
  readonly resources: number;
  readonly streams: readonly CopiedStream[];
  /** SHA-256 over the end of the chain of each log, in the order of {@link streams}; hex. */
  readonly headsDigest: string;
  /** SHA-256 over versions spread evenly over all, with their bodies; hex. */
  readonly sampleDigest: string;
  readonly bytes: number;
  /** SHA-256 of the whole file, hex. */
  readonly sha256: string;
}

/** A backup that is complete: the copy and its manifest are on the disk. */
export interface DoneBackup {
  readonly file: string;
  readonly bytes: number;
  readonly atMilliseconds: number;
}

/** Copies of a journal, and how far they cover its logs. */
export interface BackupStore {
  /**
   * Writes an encrypted copy of everything committed so far, under the same key, in a process of its own: this one goes on
   * meanwhile. The file must not exist; it is on the disk when this resolves, and gone again when it rejects.
   * @throws Problem `already-exists`, `disk-full`, `permission-denied`, `not-found`, `backup-failed`
   */
  copyTo(file: string, signal?: AbortSignal): Promise<CopyFacts>;
  /**
   * Opens a copy and reads every page of it.
   * @throws Problem `database-key-wrong`, `database-corrupt`
   */
  inspect(file: string): Promise<CopyFacts>;
  /** Keeps that a backup is complete; at the hub, what it holds of each log is safe from now on, and no more (rule B2). */
  noteBackup(backup: DoneBackup, facts: CopyFacts): Promise<void>;
  lastBackup(): Promise<DoneBackup | undefined>;
  /** Contents of attachments that were destroyed by order of law (rule W11), SHA-256, hex: no backup keeps them. */
  destroyedContents(): Promise<readonly string[]>;
  /** What a hub's folder is made from beside its database, as it was kept last (rule B19); `undefined` when nothing was. */
  folderCopy(): Promise<string | undefined>;
  keepFolderCopy(text: string): Promise<void>;
  /** About how large a copy will be, in bytes. */
  bytes(): number;
}
