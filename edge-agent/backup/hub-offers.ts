import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { chunkBytes, chunkLength } from '../../protocol/attachments/chunks.js';
import type { BackupAnswer } from '../../protocol/control/backup-answer.js';
import { manifestBytesMax } from '../../protocol/control/backup-offer.js';
import { encodeControl } from '../../protocol/control/control.js';
import type { SiteCode } from '../../protocol/ids.js';
import type { ProblemCode } from '../../protocol/problem.js';
import { type BackupNames, backupNamesOf, copiesIn, manifestEnding } from '../../provisioning/backup/backup-files.js';
import type { BackupManifest } from '../../provisioning/backup/manifest.js';
import type { BackupStateFile } from '../../provisioning/backup/site/backup-state.js';
import { hubPlace } from '../../provisioning/backup/site/places.js';
import { readTextIfThere } from '../../provisioning/folder/atomic-file.js';
import type { OpenSession } from '../links/open-session.js';

export interface HubOffersOptions {
  readonly site: SiteCode;
  /** Where the box keeps its own backups. */
  readonly folder: string;
  readonly state: BackupStateFile;
  readonly now: () => number;
  readonly onError: (error: unknown) => void;
}

interface Offer {
  readonly name: string;
  readonly text: string;
  readonly manifest: BackupManifest;
}

/**
 * Offers the box's newest backup to the hub, and reads out the chunks that it asks for (rule B8). One that is under way is
 * finished first, also where a newer one was made meanwhile: a slow link would else never finish any.
 */
export class HubOffers {
  readonly #options: HubOffersOptions;
  readonly #names: BackupNames;
  #session: OpenSession | undefined;
  #offer: Offer | undefined;
  #file: { readonly name: string; readonly handle: FileHandle } | undefined;
  #proof: { readonly hash: string; readonly end: (result: ProblemCode | undefined) => void } | undefined;

  constructor(options: HubOffersOptions) {
    this.#options = options;
    this.#names = backupNamesOf(options.site);
  }

  use(session: OpenSession | undefined): void {
    this.#session = session;
    if (session === undefined) this.#proof?.end('hub-unreachable');
    this.wake();
  }

  /** A backup may have been made. A metered link is not even told of it. */
  wake(): void {
    const session = this.#session;
    if (session === undefined || session.metered) return;
    this.#offer = this.#next();
    if (this.#offer !== undefined) this.#say(session, this.#offer.manifest.sha256, false, this.#offer.text);
  }

  hear({ hash, code }: BackupAnswer): void {
    const name = Buffer.from(hash).toString('hex');
    if (this.#proof?.hash === name) {
      this.#proof.end(code);
      if (code !== undefined) this.#offerAnew(code);
      return;
    }
    if (this.#offer?.manifest.sha256 !== name) return;
    if (code === undefined) this.noteKept(name);
    else this.#noteFailed(code);
  }

  /** A chunk of the backup that is on offer; `undefined` for any other content. */
  async chunk(hash: string, index: number): Promise<Uint8Array | undefined> {
    const { manifest, name } = this.#offer ?? {};
    if (manifest === undefined || name === undefined || manifest.sha256 !== hash) return undefined;
    const bytes = Buffer.alloc(chunkLength(manifest.bytes, index));
    try {
      const { handle } = await this.#open(name);
      const { bytesRead } = await handle.read(bytes, 0, bytes.length, index * chunkBytes);
      return bytesRead === bytes.length && bytesRead > 0 ? bytes : undefined;
    } catch {
      // It was removed meanwhile: the hub is offered another one.
      this.wake();
      return undefined;
    }
  }

  /** The hub has the content whole. @returns whether it was the backup on offer */
  noteKept(hash: string): boolean {
    const { manifest, name } = this.#offer ?? {};
    if (manifest === undefined || name === undefined || manifest.sha256 !== hash) return false;
    const { madeAt, bytes, sha256, newestVersion: versions } = manifest;
    this.#options.state.notePlace({ place: hubPlace, madeAt, file: name, bytes, sha256, versions });
    this.#offer = undefined;
    this.wake();
    return true;
  }

  /** Has the hub read the backup that it keeps once more. @returns why it is not whole; `undefined` when it is */
  prove(hash: string, withinMilliseconds: number): Promise<ProblemCode | undefined> {
    const session = this.#session;
    if (session === undefined) return Promise.resolve('hub-unreachable');
    this.#proof?.end('time-out');
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#proof?.end('time-out'), withinMilliseconds);
      this.#proof = {
        hash,
        end: (result) => {
          clearTimeout(timer);
          this.#proof = undefined;
          resolve(result);
        },
      };
      this.#say(session, hash, true, '');
    });
  }

  async stop(): Promise<void> {
    this.#session = undefined;
    this.#offer = undefined;
    this.#proof?.end('hub-unreachable');
    await this.#close();
  }

  /** What to offer: what is under way as long as it is there, else the newest that the hub does not have. */
  #next(): Offer | undefined {
    const { folder, state } = this.#options;
    let copies: readonly string[] = [];
    try {
      copies = copiesIn(folder, this.#names);
    } catch {
      // No backup was made here yet.
    }
    if (this.#offer !== undefined && copies.includes(this.#offer.name)) return this.#offer;
    const newest = copies.at(-1);
    if (newest === undefined || newest <= (state.of(hubPlace).file ?? '')) return undefined;
    const text = readTextIfThere(join(folder, `${newest}${manifestEnding}`)) ?? '';
    if (Buffer.byteLength(text) > manifestBytesMax) {
      this.#noteFailed('too-large');
      return undefined;
    }
    return { name: newest, text, manifest: JSON.parse(text) as BackupManifest };
  }

  /** What the hub kept is not whole any more, and was dropped there. */
  #offerAnew(code: ProblemCode): void {
    const { state, now } = this.#options;
    state.notePlace({ place: hubPlace, madeAt: null, file: null, bytes: 0, failed: { at: now(), code } });
    this.wake();
  }

  #noteFailed(code: ProblemCode): void {
    const { state, now } = this.#options;
    state.noteFailed(hubPlace, now(), code);
    this.#offer = undefined;
  }

  #say(session: OpenSession, hash: string, prove: boolean, manifest: string): void {
    const offer = encodeControl({ kind: 'backup-offer', hash: Buffer.from(hash, 'hex'), prove, manifest });
    session.publish('ctl', offer).catch(this.#options.onError);
  }

  async #open(name: string): Promise<{ readonly handle: FileHandle }> {
    if (this.#file?.name === name) return this.#file;
    await this.#close();
    const file = { name, handle: await open(join(this.#options.folder, name), 'r') };
    this.#file = file;
    return file;
  }

  async #close(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    await file?.handle.close();
  }
}
