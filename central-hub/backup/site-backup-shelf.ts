import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Pullable } from '../../protocol/attachments/puller.js';
import type { BackupAnswer } from '../../protocol/control/backup-answer.js';
import type { BackupOffer } from '../../protocol/control/backup-offer.js';
import type { SiteCode } from '../../protocol/ids.js';
import { Problem, type ProblemCode } from '../../protocol/problem.js';
import { backupNamesOf, copiesIn, manifestEnding, removeCopy } from '../../provisioning/backup/backup-files.js';
import { type BackupManifest, readManifest } from '../../provisioning/backup/manifest.js';
import { makePrivateFolder, readTextIfThere, writeFileAtomically } from '../../provisioning/folder/atomic-file.js';
import { digestOfFile, IncomingCopy } from './incoming-copy.js';

export interface SiteBackupShelfOptions {
  /** A folder for each site is made below it. */
  readonly folder: string;
  readonly authorityPem: string;
  /** What one site's backups may take. */
  readonly bytesMax: number;
}

/** Whole backups of one site that stay. */
const keptMax = 2;
const offerName = '.incoming.json';

/**
 * The backups that sites keep at the hub: files that the hub cannot open, each proved against its signed manifest before
 * it counts (rules B8, B9). One for each site comes in at a time; it goes on where it stopped, also over a restart.
 */
export class SiteBackupShelf {
  readonly #options: SiteBackupShelfOptions;
  readonly #incoming = new Map<SiteCode, IncomingCopy>();

  constructor(options: SiteBackupShelfOptions) {
    this.#options = options;
  }

  /** What to answer a site that offers a backup; `undefined` when it is wanted, and its chunks are to be asked for. */
  async hear(site: SiteCode, { hash, prove, manifest: text }: BackupOffer): Promise<BackupAnswer | undefined> {
    const name = Buffer.from(hash).toString('hex');
    try {
      const kept = this.#keptOf(site).find(({ sha256 }) => sha256 === name);
      if (kept !== undefined) {
        if (prove) await this.#prove(site, kept);
        return { kind: 'backup-answer', hash };
      }
      if (prove) throw new Problem('not-found', name);
      await this.#begin(site, text, name);
      return undefined;
    } catch (cause) {
      if (!(cause instanceof Problem)) throw cause;
      return { kind: 'backup-answer', hash, code: cause.code };
    }
  }

  /** What is wanted of a site; it goes behind every other content. */
  async wanted(site: SiteCode): Promise<readonly Pullable[]> {
    const copy = await this.#copyOf(site);
    if (copy === undefined) return [];
    const { sha256: hash, bytes } = copy.manifest;
    return [{ hash, bytes, nextIndex: copy.nextIndex, asked: false, patient: true }];
  }

  /** Whether the content is the backup that comes in from the site. */
  expects(site: SiteCode, hash: string): boolean {
    return this.#incoming.get(site)?.manifest.sha256 === hash;
  }

  /** @throws Problem `backup-altered`, `disk-full`, `permission-denied` */
  async addChunk(site: SiteCode, index: number, bytes: Uint8Array): Promise<'kept' | 'complete' | 'ignored'> {
    const copy = this.#incoming.get(site);
    const kept = (await copy?.add(index, bytes)) ?? 'ignored';
    if (kept === 'complete') {
      this.#forget(site);
      this.#removeBeyond(site, keptMax, 0);
    }
    return kept;
  }

  async #begin(site: SiteCode, text: string, name: string): Promise<void> {
    const { authorityPem, bytesMax } = this.#options;
    const manifest = readManifest(text, authorityPem, site);
    if (manifest.sha256 !== name || !backupNamesOf(site).isCopy(manifest.file)) {
      throw new Problem('backup-refused', 'the offer is not what its manifest says');
    }
    const before = await this.#copyOf(site);
    if (before?.manifest.sha256 === name) return;
    await before?.drop();
    const folder = this.#folderOf(site);
    makePrivateFolder(folder);
    this.#forget(site);
    // The last whole one stays until the new one is.
    this.#removeBeyond(site, keptMax, manifest.bytes);
    const kept = this.#keptOf(site).reduce((sum, { bytes }) => sum + bytes, 0);
    if (kept + manifest.bytes > bytesMax) throw new Problem('backup-quota', site);
    writeFileAtomically(join(folder, offerName), text);
    this.#incoming.set(site, await IncomingCopy.open(folder, manifest, text));
  }

  /** What comes in, also where an earlier run of the program was offered it. */
  async #copyOf(site: SiteCode): Promise<IncomingCopy | undefined> {
    const known = this.#incoming.get(site);
    const folder = this.#folderOf(site);
    const text = known === undefined ? readTextIfThere(join(folder, offerName)) : undefined;
    if (text === undefined) return known;
    try {
      const manifest = readManifest(text, this.#options.authorityPem, site);
      const copy = await IncomingCopy.open(folder, manifest, text);
      this.#incoming.set(site, copy);
      return copy;
    } catch {
      this.#forget(site);
      return undefined;
    }
  }

  /** Reads a whole backup once more; one that has gone bad is no backup any more, and is wanted again. */
  async #prove(site: SiteCode, { file, sha256, bytes }: BackupManifest): Promise<void> {
    const path = join(this.#folderOf(site), file);
    const code: ProblemCode | undefined =
      statSync(path).size !== bytes
        ? 'backup-truncated'
        : (await digestOfFile(path)) === sha256
          ? undefined
          : 'backup-altered';
    if (code === undefined) return;
    removeCopy(this.#folderOf(site), file);
    throw new Problem(code, file);
  }

  #forget(site: SiteCode): void {
    this.#incoming.delete(site);
    rmSync(join(this.#folderOf(site), offerName), { force: true });
  }

  /** Makes room for so many bytes more, the oldest first; one whole backup stays in any case. */
  #removeBeyond(site: SiteCode, countMax: number, bytesMore: number): void {
    const folder = this.#folderOf(site);
    const kept = [...this.#keptOf(site)];
    const sum = () => kept.reduce((total, { bytes }) => total + bytes, bytesMore);
    while (kept.length > 1 && (kept.length > countMax || sum() > this.#options.bytesMax)) {
      const oldest = kept.shift();
      if (oldest !== undefined) removeCopy(folder, oldest.file);
    }
    const wanted = this.#incoming.get(site)?.manifest.file;
    for (const name of readdirSync(folder)) {
      if (name.endsWith('.part') && name !== `.${wanted}.part`) rmSync(join(folder, name), { force: true });
    }
  }

  /** The whole ones, the oldest first. */
  #keptOf(site: SiteCode): readonly BackupManifest[] {
    const folder = this.#folderOf(site);
    if (!existsSync(folder)) return [];
    return copiesIn(folder, backupNamesOf(site)).flatMap((name) => {
      try {
        const text = readTextIfThere(join(folder, `${name}${manifestEnding}`)) ?? '';
        return [readManifest(text, this.#options.authorityPem, site)];
      } catch {
        return [];
      }
    });
  }

  #folderOf(site: SiteCode): string {
    return join(this.#options.folder, site);
  }
}
