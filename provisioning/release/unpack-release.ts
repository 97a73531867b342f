import {
  chmodSync,
  closeSync,
  existsSync,
  fchmodSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { Problem } from '../../protocol/problem.js';
import { makeOpenFolder, problemOfSystemError, readTextIfThere, syncPath } from '../folder/atomic-file.js';
import { requireRoom } from '../folder/require-room.js';
import type { ArchiveHead } from './archive-head.js';
import { foldersOf, type ReleaseFile, type ReleaseManifest } from './manifest.js';
import { onlyProven, type ReleaseTarget, readArchive } from './read-archive.js';
import type { TrustedKey } from './release-key.js';

/** What each file takes beyond its bytes: half a block and its entry. */
const perFileBytes = 4_096;

/** In the folder of an unpacked release: what it says of itself. Written last, so that a folder without it is no release. */
export const releaseFileName = 'release.json';

/** A release as it stands unpacked. */
export interface UnpackedRelease {
  readonly manifest: ReleaseManifest;
  /** Who signed it: the key's id and what people here call it. */
  readonly signer: { readonly id: string; readonly name: string };
}

/**
 * Unpacks an archive into `folderOf(manifest)`, which appears whole, proven and on the disk, or not at all (rule U3). One that is there
 * already is left.
 * @param judge says whether this box wants the release, before anything is written
 * @throws Problem `release-…`, `disk-full`, `permission-denied`; nothing half is left
 */
export async function unpackRelease(
  archive: string,
  trusted: readonly TrustedKey[],
  judge: (head: ArchiveHead) => void,
  folderOf: (manifest: ReleaseManifest) => string,
): Promise<UnpackedRelease> {
  let folder = '';
  let target: FolderTarget | undefined;
  try {
    const { manifest, signer } = await readArchive(archive, trusted, (head) => {
      judge(head);
      folder = folderOf(head.manifest);
      if (existsSync(folder)) return onlyProven;
      const unfinished = unfinishedOf(folder);
      rmSync(unfinished, { recursive: true, force: true });
      makeOpenFolder(unfinished);
      requireRoom(dirname(folder), bytesOf(head.manifest));
      target = new FolderTarget(unfinished);
      return target;
    });
    const release = { manifest, signer: { id: signer.id, name: signer.name } };
    if (target !== undefined) publish(folder, release);
    else assertSame(folder, manifest);
    return release;
  } catch (cause) {
    target?.close();
    if (folder !== '') rmSync(unfinishedOf(folder), { recursive: true, force: true });
    throw problemOfSystemError(cause, folder === '' ? archive : dirname(folder));
  }
}

/** @throws Problem `not-found` where the folder holds no release, `body-malformed` */
export function readRelease(folder: string): UnpackedRelease {
  const path = join(folder, releaseFileName);
  const text = readTextIfThere(path);
  if (text === undefined) throw new Problem('not-found', path);
  try {
    return JSON.parse(text) as UnpackedRelease;
  } catch (cause) {
    throw new Problem('body-malformed', path, [], { cause });
  }
}

/** @throws Problem `already-exists` where the same version was made twice */
function assertSame(folder: string, manifest: ReleaseManifest): void {
  if (readRelease(folder).manifest.payload.sha256 !== manifest.payload.sha256) {
    throw new Problem('already-exists', `${folder}, of another archive`);
  }
}

function bytesOf({ files }: ReleaseManifest): number {
  return files.reduce((sum, { bytes }) => sum + bytes + perFileBytes, 0);
}

function unfinishedOf(folder: string): string {
  return `${folder}.unfinished`;
}

/** All names and contents reach the disk before the name of the whole does. */
function publish(folder: string, release: UnpackedRelease): void {
  const unfinished = unfinishedOf(folder);
  const { files } = release.manifest;
  const own = join(unfinished, releaseFileName);
  writeFileSync(own, JSON.stringify(release));
  chmodSync(own, 0o644);
  // In a second pass, when the system has written most by itself: a file by itself costs a commit of the file system.
  const paths = [...files.map(({ path }) => path), releaseFileName];
  for (const path of paths) syncPath(join(unfinished, path));
  const folders = new Set(files.flatMap(({ path }) => foldersOf(path)));
  for (const path of [...folders].reverse()) syncPath(join(unfinished, path));
  syncPath(unfinished);
  renameSync(unfinished, folder);
  syncPath(dirname(folder));
}

/** Writes files as they come, for everybody to read: the program runs as another user than who installs it. */
class FolderTarget implements ReleaseTarget {
  readonly #folder: string;
  readonly #made = new Set<string>();
  #descriptor = -1;

  constructor(folder: string) {
    this.#folder = folder;
  }

  begin({ path, executable }: ReleaseFile): void {
    for (const folder of foldersOf(path).filter((one) => !this.#made.has(one))) {
      makeOpenFolder(join(this.#folder, folder));
      this.#made.add(folder);
    }
    this.#descriptor = openSync(join(this.#folder, path), 'wx', 0o644);
    fchmodSync(this.#descriptor, executable ? 0o755 : 0o644);
  }

  write(part: Buffer): void {
    for (let done = 0; done < part.length; ) done += writeSync(this.#descriptor, part, done);
  }

  end(): void {
    this.close();
  }

  /** Also of a file that is not complete. */
  close(): void {
    if (this.#descriptor !== -1) closeSync(this.#descriptor);
    this.#descriptor = -1;
  }
}
