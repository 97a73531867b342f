import { lstatSync, readdirSync, readlinkSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Problem } from '../../protocol/problem.js';
import { makeOpenFolder, problemOfSystemError, syncPath, systemErrorCode } from '../folder/atomic-file.js';
import { readRelease, type UnpackedRelease } from '../release/unpack-release.js';
import { isVersion } from '../release/version-order.js';

/** Where the releases of a box lie; `current` and `previous` are links into `releases/`. */
export function rootPaths(root: string) {
  return {
    releases: join(root, 'releases'),
    current: join(root, 'current'),
    previous: join(root, 'previous'),
    /** Who may sign releases for this box: one public key a line. */
    trusted: join(root, 'trusted-keys'),
    state: join(root, 'upgrade.json'),
    /** What a site's program says where no system keeps it. */
    log: join(root, 'edge.log'),
    /** And which process that is. */
    mark: join(root, 'edge-process.json'),
    folderOf: (version: string) => join(root, 'releases', version),
  } as const;
}

/** @throws Problem `permission-denied`, `not-found` where the root is missing */
export function makeReleasesFolder(root: string): void {
  try {
    // The program runs as another user than who installs it.
    makeOpenFolder(rootPaths(root).releases);
  } catch (cause) {
    throw problemOfSystemError(cause, root);
  }
}

/** The version that a link of the root names; `undefined` where there is none. */
export function versionAt(link: string): string | undefined {
  try {
    const version = basename(readlinkSync(link));
    return isVersion(version) ? version : undefined;
  } catch (cause) {
    const code = systemErrorCode(cause);
    // A folder instead of a link was put there by a person.
    if (code === 'EINVAL') throw new Problem('already-exists', `${link} is no link`);
    if (code === 'ENOENT') return undefined;
    throw problemOfSystemError(cause, link);
  }
}

/** Lets a link name a release: another link beside it takes its place in one step, so that it never names nothing. */
export function pointLink(root: string, link: string, version: string): void {
  // What does not run must not be pointed at.
  readRelease(rootPaths(root).folderOf(version));
  const beside = `${link}.new`;
  try {
    rmSync(beside, { force: true });
    symlinkSync(join('releases', version), beside);
    renameSync(beside, link);
    syncPath(root);
  } catch (cause) {
    throw problemOfSystemError(cause, link);
  }
}

/** @throws Problem `not-found`, `body-malformed` */
export function releaseAt(root: string, version: string): UnpackedRelease {
  return readRelease(rootPaths(root).folderOf(version));
}

/** Removes the releases that nothing needs any more, and what a cut left of one. */
export function removeOthers(root: string, kept: readonly (string | null | undefined)[]): void {
  const { releases } = rootPaths(root);
  if (lstatSync(releases, { throwIfNoEntry: false }) === undefined) return;
  for (const name of readdirSync(releases)) {
    if (!kept.includes(name)) rmSync(join(releases, name), { recursive: true, force: true });
  }
}
