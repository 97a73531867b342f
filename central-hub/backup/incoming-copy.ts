import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { chunkBytes, chunkLength } from '../../protocol/attachments/chunks.js';
import { Problem } from '../../protocol/problem.js';
import { manifestEnding } from '../../provisioning/backup/backup-files.js';
import type { BackupManifest } from '../../provisioning/backup/manifest.js';
import { problemOfSystemError, syncPath, writeFileAtomically } from '../../provisioning/folder/atomic-file.js';

/** A backup that comes in from a site, chunk by chunk; how far it is stands on the disk (rule B8). */
export class IncomingCopy {
  readonly manifest: BackupManifest;
  readonly #folder: string;
  readonly #text: string;
  #bytes = 0;

  private constructor(folder: string, manifest: BackupManifest, text: string) {
    this.manifest = manifest;
    this.#folder = folder;
    this.#text = text;
  }

  /** Begins a copy, or goes on with one that was cut off. */
  static async open(folder: string, manifest: BackupManifest, text: string): Promise<IncomingCopy> {
    const copy = new IncomingCopy(folder, manifest, text);
    const there = await stat(copy.#part).catch(() => undefined);
    // What a power cut left of the last chunk is asked for again; so is the last one of all, with which the whole is proved.
    copy.#bytes = Math.floor(Math.min(there?.size ?? 0, manifest.bytes - 1) / chunkBytes) * chunkBytes;
    return copy;
  }

  get nextIndex(): number {
    return Math.floor(this.#bytes / chunkBytes);
  }

  /**
   * Keeps the next chunk; with the last one the whole is proved, and takes its name after fsync.
   * @throws Problem `backup-altered` the whole is not what its manifest says: all of it is dropped; `disk-full`
   */
  async add(index: number, bytes: Uint8Array): Promise<'kept' | 'complete' | 'ignored'> {
    const { manifest } = this;
    if (index !== this.nextIndex || bytes.length !== chunkLength(manifest.bytes, index)) return 'ignored';
    try {
      await this.#write(bytes);
      if (this.#bytes < manifest.bytes) return 'kept';
      await this.#complete();
      return 'complete';
    } catch (cause) {
      throw problemOfSystemError(cause, this.#part);
    }
  }

  /** Drops what has come. */
  async drop(): Promise<void> {
    this.#bytes = 0;
    await rm(this.#part, { force: true });
  }

  async #write(bytes: Uint8Array): Promise<void> {
    const handle = await open(this.#part, this.#bytes === 0 ? 'w' : 'r+', 0o600);
    try {
      await handle.write(bytes, 0, bytes.length, this.#bytes);
      this.#bytes += bytes.length;
      if (this.#bytes === this.manifest.bytes) await handle.sync();
    } finally {
      await handle.close();
    }
  }

  async #complete(): Promise<void> {
    const { file, sha256 } = this.manifest;
    if ((await digestOfFile(this.#part)) !== sha256) {
      await this.drop();
      throw new Problem('backup-altered', file);
    }
    const whole = join(this.#folder, file);
    await rename(this.#part, whole);
    syncPath(dirname(whole));
    writeFileAtomically(`${whole}${manifestEnding}`, this.#text);
  }

  get #part(): string {
    return join(this.#folder, `.${this.manifest.file}.part`);
  }
}

/** SHA-256 of a file, hex. */
export async function digestOfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 })) hash.update(chunk);
  return hash.digest('hex');
}
