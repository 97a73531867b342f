import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { OneAfterAnother } from '../../config/running/one-after-another.js';
import type { AttachmentStore } from '../../journal/attachment-store.js';
import type { BackupStore, CopyFacts, DoneBackup } from '../../journal/backup/backup-store.js';
import type { SiteCode } from '../../protocol/ids.js';
import { Problem } from '../../protocol/problem.js';
import { makePrivateFolder, problemOfSystemError, writeFileAtomically } from '../folder/atomic-file.js';
import type { Identity } from '../node-folder.js';
import {
  type BackupNames,
  backupNamesOf,
  checkFolder,
  manifestEnding,
  publishCopy,
  removeOldest,
  removeUnfinished,
  unfinishedPath,
} from './backup-files.js';
import { signManifest } from './manifest.js';

export interface NodeBackupsOptions {
  readonly backups: BackupStore;
  /** The contents that records name go beside the journal's copies, in one file that only grows (rule A6). */
  readonly attachments: Pick<AttachmentStore, 'copyTo'>;
  /** Whose backups these are. */
  readonly node: SiteCode;
  /** What a manifest is signed with: a site's changes while its program runs. */
  readonly readIdentity: () => Pick<Identity, 'keyPem' | 'certificatePem'>;
  /** Where backups go that name no other folder; made when it is missing, unless it is a disk that must be there. */
  readonly folder: string;
  readonly mustBeThere?: boolean;
  /** How many to keep there; a folder that somebody named is never cleared. */
  readonly keptMax: number;
  readonly now: () => number;
  /** Brings what the copy is to hold of the folder into the journal. */
  readonly prepare?: () => Promise<void>;
  /** A backup is complete, and what it covers is kept. */
  readonly onDone?: (backup: DoneBackup) => Promise<void> | void;
}

/** What one backup came to; all of it stands in the manifest too. */
export interface BackupReport {
  readonly file: string;
  readonly manifest: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly hubEpoch: number;
  readonly madeAt: number;
}

export interface BackupProgress {
  readonly bytesDone: number;
  readonly bytesAll: number;
}

/** Makes the backups of a node, one after the other (rules B1, B2, B6). */
export class NodeBackups {
  readonly #options: NodeBackupsOptions;
  readonly #names: BackupNames;
  readonly #abort = new AbortController();
  readonly #taking = new OneAfterAnother();
  #unfinished: string | undefined;
  #lastMadeAt = 0;

  constructor(options: NodeBackupsOptions) {
    this.#options = options;
    this.#names = backupNamesOf(options.node);
  }

  /**
   * Copies the journal into `to`, or into the usual folder, and keeps how far each log is safe.
   * @throws Problem `not-found` the folder, `permission-denied`, `disk-full`, `backup-failed`; nothing half is left
   */
  take(to?: string): Promise<BackupReport> {
    return this.#taking.run(() => this.#take(to));
  }

  /** How far the copy under way is. */
  progress(): BackupProgress | undefined {
    if (this.#unfinished === undefined) return undefined;
    const bytesDone = statSync(this.#unfinished, { throwIfNoEntry: false })?.size ?? 0;
    return { bytesDone, bytesAll: this.#options.backups.bytes() };
  }

  /** Ends the copy under way; it leaves nothing. */
  async stop(): Promise<void> {
    this.#abort.abort();
    await this.#taking.settled();
  }

  async #take(to: string | undefined): Promise<BackupReport> {
    const { folder: usual, keptMax, mustBeThere = false } = this.#options;
    if (this.#abort.signal.aborted) throw new Problem('backup-failed', 'the program stops');
    const folder = to ?? usual;
    if (to === undefined && !mustBeThere) makePrivateFolder(usual);
    else checkFolder(folder);
    try {
      removeUnfinished(folder, this.#names);
      const report = await this.#write(folder);
      if (to === undefined) removeOldest(usual, this.#names, keptMax);
      return report;
    } catch (cause) {
      throw problemOfSystemError(cause, folder);
    }
  }

  async #write(folder: string): Promise<BackupReport> {
    const { backups, now, prepare, onDone } = this.#options;
    await prepare?.();
    // Names tell the time: two within one millisecond, or a clock set back, must not take each other's.
    const madeAt = Math.max(Math.floor(now()), this.#lastMadeAt + 1);
    this.#lastMadeAt = madeAt;
    const name = this.#names.at(madeAt);
    const file = join(folder, name);
    const facts = await this.#writeFiles(folder, name, madeAt);
    const { bytes, sha256, hubEpoch } = facts;
    const done = { file, bytes, atMilliseconds: madeAt };
    await backups.noteBackup(done, facts);
    await onDone?.(done);
    return { file, manifest: `${file}${manifestEnding}`, bytes, sha256, hubEpoch, madeAt };
  }

  async #writeFiles(folder: string, name: string, madeAt: number): Promise<CopyFacts> {
    const { backups, attachments, readIdentity } = this.#options;
    const contentsName = this.#names.contents;
    const unfinished = unfinishedPath(folder, name);
    const file = join(folder, name);
    this.#unfinished = unfinished;
    try {
      const facts = await backups.copyTo(unfinished, this.#abort.signal);
      const destroyed = await backups.destroyedContents();
      const copied = await attachments.copyTo(join(folder, contentsName), this.#abort.signal, destroyed);
      const contents = { file: contentsName, contents: copied.contents, bytes: copied.bytes };
      const manifest = signManifest({ ...facts, file: name, madeAt, attachments: contents }, readIdentity());
      publishCopy(folder, name);
      writeFileAtomically(`${file}${manifestEnding}`, `${JSON.stringify(manifest, null, 2)}\n`);
      return facts;
    } catch (cause) {
      // Without its manifest it is no backup; whoever finds it must not take it for one.
      for (const path of [unfinished, file, `${file}${manifestEnding}`]) rmSync(path, { force: true });
      const problem = problemOfSystemError(cause, folder);
      // The disk of the backups failed, not the journal's: the hub goes on.
      if (problem.code === 'disk-failed') throw new Problem('backup-failed', folder, [], { cause });
      throw problem.detail === '' ? new Problem(problem.code, folder, [], { cause }) : problem;
    } finally {
      this.#unfinished = undefined;
    }
  }
}
