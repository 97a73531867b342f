import { statSync } from 'node:fs';
import { basename } from 'node:path';
import { OneAfterAnother } from '../../../config/running/one-after-another.js';
import type { AttachmentStore } from '../../../journal/attachment-store.js';
import type { BackupStore } from '../../../journal/backup/backup-store.js';
import type { SiteCode } from '../../../protocol/ids.js';
import { Problem, type ProblemCode } from '../../../protocol/problem.js';
import { type Identity, nodePaths } from '../../node-folder.js';
import { type BackupProgress, NodeBackups } from '../node-backups.js';
import { BackupStateFile, type PlaceState } from './backup-state.js';
import { boxPlace, foldersOf, type SiteBackupSettings } from './places.js';

export interface SiteBackupsOptions {
  readonly dir: string;
  readonly node: SiteCode;
  readonly backups: BackupStore;
  readonly attachments: Pick<AttachmentStore, 'copyTo'>;
  readonly readIdentity: () => Pick<Identity, 'keyPem' | 'certificatePem'>;
  readonly settings: SiteBackupSettings;
  readonly now: () => number;
  /** A backup is complete at the box: it may go to the hub. */
  readonly onBoxBackup?: () => void;
}

/** What one attempt at one place came to. */
export interface PlaceReport {
  /** `box`, or the path of a folder. */
  readonly place: string;
  readonly file: string | null;
  readonly bytes: number;
  /** Why there is none; absent when it went well. */
  readonly problem?: { readonly code: ProblemCode; readonly detail: string };
  readonly sameDisk?: boolean;
}

/**
 * A site's own backups: at the box, from where the hub gets its copy, and in each folder that the settings name. One place
 * that fails takes nothing from the others (rule B7).
 */
export class SiteBackups {
  readonly #options: SiteBackupsOptions;
  readonly #state: BackupStateFile;
  readonly #writers = new Map<string, NodeBackups>();
  #writing: NodeBackups | undefined;
  readonly #taking = new OneAfterAnother();

  constructor(options: SiteBackupsOptions) {
    const { dir, settings, node, backups, attachments, readIdentity, now } = options;
    this.#options = options;
    this.#state = new BackupStateFile(nodePaths(dir).backupState);
    const shared = { node, backups, attachments, readIdentity, now, keptMax: settings.backupsKeptMax };
    this.#writers.set(boxPlace, new NodeBackups({ ...shared, folder: nodePaths(dir).backups }));
    for (const folder of foldersOf(settings)) {
      this.#writers.set(folder, new NodeBackups({ ...shared, folder, mustBeThere: true }));
    }
  }

  /** Where backups are made: the box first. */
  get places(): readonly string[] {
    return [...this.#writers.keys()];
  }

  get state(): BackupStateFile {
    return this.#state;
  }

  /** Makes one at every place. @throws Problem of the first place when all of them failed */
  async takeAll(): Promise<readonly PlaceReport[]> {
    const reports: PlaceReport[] = [];
    for (const place of this.places) reports.push(await this.take(place));
    const [first] = reports;
    if (first?.problem !== undefined && reports.every(({ problem }) => problem !== undefined)) {
      throw new Problem(first.problem.code, first.problem.detail);
    }
    return reports;
  }

  /** Makes one at a place; what goes wrong there is kept and told, not thrown. */
  take(place: string): Promise<PlaceReport> {
    return this.#taking.run(() => this.#take(place));
  }

  /** Makes one in any folder, that nothing watches. @throws Problem as {@link NodeBackups.take} */
  async takeTo(folder: string): Promise<PlaceReport> {
    const { file, bytes } = await this.#write(this.#writer(boxPlace), folder);
    return { place: folder, file, bytes, ...this.#diskOf(folder) };
  }

  progress(): BackupProgress | undefined {
    return this.#writing?.progress();
  }

  /** Ends the copy under way; it leaves nothing half. */
  async stop(): Promise<void> {
    for (const writer of this.#writers.values()) await writer.stop();
    await this.#taking.settled();
  }

  async #take(place: string): Promise<PlaceReport> {
    const { now, onBoxBackup } = this.#options;
    try {
      const { file, bytes, madeAt } = await this.#write(this.#writer(place));
      const disk = place === boxPlace ? {} : this.#diskOf(place);
      const state: PlaceState = { place, madeAt, file: basename(file), bytes, ...disk };
      this.#state.notePlace(state);
      if (place === boxPlace) onBoxBackup?.();
      return { place, file, bytes, ...disk };
    } catch (cause) {
      // What is no Problem is a fault of the program, and what the journal's own disk says decides whether it may go on.
      if (!(cause instanceof Problem) || cause.code === 'disk-failed') throw cause;
      this.#state.noteFailed(place, now(), cause.code);
      return { place, file: null, bytes: 0, problem: { code: cause.code, detail: cause.detail } };
    }
  }

  async #write(writer: NodeBackups, to?: string) {
    this.#writing = writer;
    try {
      return await writer.take(to);
    } finally {
      this.#writing = undefined;
    }
  }

  #writer(place: string): NodeBackups {
    const writer = this.#writers.get(place);
    if (writer === undefined) throw new Problem('not-found', place);
    return writer;
  }

  /** A folder under a stick that is not plugged in is a folder of the box's own disk. */
  #diskOf(folder: string): { readonly sameDisk?: true } {
    return statSync(folder).dev === statSync(this.#options.dir).dev ? { sameDisk: true } : {};
  }
}
