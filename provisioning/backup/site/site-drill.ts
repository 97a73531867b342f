import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { OneAfterAnother } from '../../../config/running/one-after-another.js';
import type { SiteCode } from '../../../protocol/ids.js';
import { Problem, type ProblemCode } from '../../../protocol/problem.js';
import { type Identity, nodePaths } from '../../node-folder.js';
import { everTrusted } from '../../trust/kept-bundles.js';
import { type BackupNames, backupNamesOf, checkFolder, copiesIn } from '../backup-files.js';
import { bringCopy, findBackup, proveAlike } from '../bring-copy.js';
import type { BackupProgress } from '../node-backups.js';
import { type CopyReaders, proveBackupContents } from '../prove-contents.js';
import type { BackupStateFile, DrillEvidence } from './backup-state.js';
import { boxPlace, hubPlace } from './places.js';

export interface SiteDrillOptions {
  readonly dir: string;
  readonly node: SiteCode;
  readonly readIdentity: () => Pick<Identity, 'authorityPem'>;
  readonly readers: CopyReaders;
  /** Has the hub read again what it keeps; `undefined` when it is whole. Absent where no program speaks to the hub. */
  readonly proveAtHub?: (sha256: string) => Promise<ProblemCode | undefined>;
  readonly state: BackupStateFile;
  readonly now: () => number;
  /** Milliseconds of a steady clock. */
  readonly elapsed: () => number;
}

/** What was drilled, and what it came to. */
type Drilled = Pick<DrillEvidence, 'file' | 'madeAt' | 'bytes' | 'versions' | 'contents'>;

const nothingDrilled: Drilled = { file: null, madeAt: null, bytes: 0, versions: 0 };
const folderStem = 'drill-';

/**
 * Restores the newest backup of each place into a folder aside, as it would be restored in need: proved, opened, read
 * through and compared with its manifest, the attachments beside it too (rules B13, B17). The hub reads its own again. The journal is not touched.
 */
export class SiteDrill {
  readonly #options: SiteDrillOptions;
  readonly #names: BackupNames;
  readonly #abort = new AbortController();
  #progress: BackupProgress | undefined;
  readonly #drills = new OneAfterAnother();

  constructor(options: SiteDrillOptions) {
    this.#options = options;
    this.#names = backupNamesOf(options.node);
  }

  /** Drills every place that ever had a backup; what went wrong is in the evidence, not thrown. */
  run(): Promise<readonly DrillEvidence[]> {
    return this.#drills.run(() => this.#run());
  }

  progress(): BackupProgress | undefined {
    return this.#progress;
  }

  /** Ends the drill under way; it leaves nothing. */
  async stop(): Promise<void> {
    this.#abort.abort();
    await this.#drills.settled();
  }

  async #run(): Promise<readonly DrillEvidence[]> {
    const { state, proveAtHub } = this.#options;
    this.#removeLeftOvers();
    const evidence: DrillEvidence[] = [];
    for (const { place, madeAt } of state.read().places) {
      if (madeAt === null || this.#abort.signal.aborted || (place === hubPlace && proveAtHub === undefined)) continue;
      const drilled = await this.#drill(place);
      // A drill that was ended says nothing of the backup.
      if (this.#abort.signal.aborted) break;
      state.noteDrill(drilled);
      evidence.push(drilled);
    }
    return evidence;
  }

  async #drill(place: string): Promise<DrillEvidence> {
    const { now, elapsed } = this.#options;
    const [at, began] = [Math.floor(now()), elapsed()];
    const seen = { drilled: nothingDrilled };
    let result: DrillEvidence['result'] = 'ok';
    try {
      if (place === hubPlace) await this.#drillHub(seen);
      else await this.#drillFolder(place === boxPlace ? nodePaths(this.#options.dir).backups : place, seen);
    } catch (cause) {
      if (!(cause instanceof Problem)) throw cause;
      result = cause.code;
    } finally {
      this.#progress = undefined;
    }
    return { place, ...seen.drilled, at, milliseconds: Math.round(elapsed() - began), result };
  }

  async #drillFolder(folder: string, seen: { drilled: Drilled }): Promise<void> {
    const { dir, node, readIdentity, readers } = this.#options;
    const { signal } = this.#abort;
    checkFolder(folder);
    const newest = copiesIn(folder, this.#names).at(-1);
    if (newest === undefined) throw new Problem('not-found', folder);
    seen.drilled = { ...nothingDrilled, file: newest };
    const backup = findBackup(join(folder, newest), everTrusted(dir, readIdentity().authorityPem), node);
    const { madeAt, bytes, newestVersion: versions } = backup.manifest;
    const { contents = 0 } = backup.manifest.attachments ?? {};
    seen.drilled = { file: newest, madeAt, bytes, versions, contents };
    // Beside the journal: a restore needs the same room there. The copy stays encrypted.
    const aside = mkdtempSync(join(dir, folderStem));
    try {
      const restored = join(aside, 'journal.db');
      await bringCopy(backup, restored, (bytesDone, bytesAll) => {
        this.#progress = { bytesDone, bytesAll };
      });
      proveAlike(await readers.inspect(restored, 'thorough', signal), backup.manifest);
      await proveBackupContents(backup, readers, signal);
    } finally {
      rmSync(aside, { recursive: true, force: true });
    }
  }

  async #drillHub(seen: { drilled: Drilled }): Promise<void> {
    const { state, proveAtHub } = this.#options;
    const { file, madeAt, bytes, sha256 = '', versions = 0 } = state.of(hubPlace);
    seen.drilled = { file, madeAt, bytes, versions };
    const code = await proveAtHub?.(sha256);
    if (code !== undefined) throw new Problem(code, hubPlace);
  }

  #removeLeftOvers(): void {
    const { dir } = this.#options;
    for (const name of readdirSync(dirname(nodePaths(dir).journal))) {
      if (name.startsWith(folderStem)) rmSync(join(dir, name), { recursive: true, force: true });
    }
  }
}
