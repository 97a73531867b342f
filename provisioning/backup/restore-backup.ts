import { createHash } from 'node:crypto';
import { copyFileSync, createReadStream, createWriteStream, existsSync, linkSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { copyAside, copyContentsAside } from '../../journal/backup/copy-aside.js';
import { defaultCipher } from '../../journal/sqlite/key.js';
import { rekeyFile } from '../../journal/sqlite/rekey-file.js';
import { Problem } from '../../protocol/problem.js';
import { dataKeyOfFile, unlockDataKey } from '../custody/key-slots.js';
import { problemOfSystemError, readTextIfThere, syncFolder } from '../folder/atomic-file.js';
import { lockFolder } from '../folder/lock.js';
import { nodePaths, readIdentity, readNode } from '../node-folder.js';
import { manifestEnding } from './backup-files.js';
import { contentsIn } from './earlier-contents.js';
import { type BackupManifest, readManifest } from './manifest.js';

export interface RestoreOptions {
  readonly dir: string;
  /** The copy, or its manifest. */
  readonly file: string;
  readonly now: () => number;
  readonly onProgress: (bytesDone: number, bytesAll: number) => void;
}

export interface RestoreReport {
  readonly madeAt: number;
  readonly hubEpoch: number;
  readonly bytes: number;
  /** Where the journal that was there before is kept; `null` when there was none. */
  readonly kept: string | null;
}

/**
 * Puts a backup in the place of a hub's journal (rule B4). Everything is proved before anything is changed, and the
 * journal that is there stays beside.
 * @throws Problem `backup-refused`, `not-found`, `folder-in-use` while the hub runs, `usage-wrong` for a site's folder,
 *   `database-key-wrong` when the folder's key does not open it, `disk-full`, `permission-denied`
 */
export async function restoreBackup(options: RestoreOptions): Promise<RestoreReport> {
  const { dir } = options;
  if (readNode(dir).kind !== 'hub') throw new Problem('usage-wrong', `${dir} is the folder of a site`);
  const lock = lockFolder(dir);
  const { journal } = nodePaths(dir);
  const incoming = `${journal}.restoring`;
  try {
    const source = options.file.endsWith(manifestEnding) ? options.file.slice(0, -manifestEnding.length) : options.file;
    const manifest = manifestOf(source, dir);
    await bringOver(source, incoming, manifest, options.onProgress);
    await prove(incoming, manifest, dir);
    await bringContents(source, dir);
    const kept = exchange(journal, incoming, options.now());
    return { madeAt: manifest.madeAt, hubEpoch: manifest.hubEpoch, bytes: manifest.bytes, kept };
  } finally {
    rmSync(incoming, { force: true });
    lock.release();
  }
}

function manifestOf(source: string, dir: string): BackupManifest {
  if (!existsSync(source)) throw new Problem('not-found', source);
  const text = readTextIfThere(`${source}${manifestEnding}`);
  if (text === undefined) throw new Problem('backup-refused', `${basename(source)}${manifestEnding} is missing`);
  return readManifest(text, readIdentity(dir).authorityPem);
}

/** Copies onto the journal's own disk, and proves on the way that not a byte differs. */
async function bringOver(
  source: string,
  target: string,
  { bytes, sha256 }: BackupManifest,
  onProgress: RestoreOptions['onProgress'],
): Promise<void> {
  const hash = createHash('sha256');
  let done = 0;
  const reading = createReadStream(source, { highWaterMark: 1024 * 1024 });
  reading.on('data', (chunk) => {
    hash.update(chunk);
    done += chunk.length;
    onProgress(done, bytes);
  });
  try {
    await pipeline(reading, createWriteStream(target, { mode: 0o600, flush: true }));
  } catch (cause) {
    throw problemOfSystemError(cause, target);
  }
  if (done !== bytes || hash.digest('hex') !== sha256) throw new Problem('backup-refused', 'the digest of the file');
}

/** What the folder already holds stays: contents never change, and those of the backup are only added (rule A6). */
async function bringContents(source: string, dir: string): Promise<void> {
  const key = await unlockDataKey(dir);
  for (const file of contentsIn(dirname(source))) await bringContentsOf(file, key, dir);
}

/** Contents that lie under the key before a rotation take the present one on the way. */
async function bringContentsOf(file: string, key: string, dir: string): Promise<void> {
  const contents = nodePaths(dir).attachments;
  const keyThen = dataKeyOfFile(dir, key, file);
  const incoming = `${contents}.restoring`;
  try {
    if (keyThen !== key) {
      copyFileSync(file, incoming);
      rekeyFile(incoming, keyThen, key);
    }
    const source = { file: keyThen === key ? file : incoming, key, cipher: defaultCipher };
    await copyContentsAside({ source, contents });
  } finally {
    rmSync(incoming, { force: true });
  }
}

/** The copy opens with this folder's key, or one that it had before a rotation and gives up for the present one; every page is whole, and it is what its manifest says. */
async function prove(file: string, manifest: BackupManifest, dir: string): Promise<void> {
  const key = await unlockDataKey(dir);
  const keyThen = dataKeyOfFile(dir, key, file);
  const facts = await copyAside({ source: { file, key: keyThen, cipher: defaultCipher } });
  const same = facts.role === 'hub' && facts.hubEpoch === manifest.hubEpoch && facts.sha256 === manifest.sha256;
  if (!same) throw new Problem('backup-refused', 'the content of the file');
  if (keyThen !== key) rekeyFile(file, keyThen, key);
}

/**
 * The old journal gets a second name with its write-ahead log before the first is taken from it: whenever this is cut
 * off, the old one is whole under one of the two.
 */
function exchange(journal: string, incoming: string, nowMilliseconds: number): string | null {
  const time = new Date(nowMilliseconds).toISOString().replaceAll(/[-:.]/g, '');
  const kept = join(dirname(journal), `journal-before-restore-${time}.db`);
  try {
    const was = existsSync(journal);
    for (const end of ['', '-wal']) if (existsSync(`${journal}${end}`)) linkSync(`${journal}${end}`, `${kept}${end}`);
    syncFolder(dirname(journal));
    for (const end of ['-wal', '-shm']) rmSync(`${journal}${end}`, { force: true });
    renameSync(incoming, journal);
    syncFolder(dirname(journal));
    return was ? kept : null;
  } catch (cause) {
    throw problemOfSystemError(cause, journal);
  }
}
