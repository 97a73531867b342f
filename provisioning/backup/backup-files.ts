import { readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { hubCode, type SiteCode } from '../../protocol/ids.js';
import { Problem } from '../../protocol/problem.js';
import { problemOfSystemError, syncPath } from '../folder/atomic-file.js';

export const manifestEnding = '.manifest.json';

/** Names of files of the backups of one node: a disk may hold those of several. */
export interface BackupNames {
  /** A copy, by the time at which it was begun, so that names sort by age. */
  at(milliseconds: number): string;
  isCopy(name: string): boolean;
  isUnfinished(name: string): boolean;
  /** The attachments of all backups in a folder. */
  readonly contents: string;
}

export function backupNamesOf(node: SiteCode): BackupNames {
  const stem = `carnet-${node === hubCode ? 'hub' : node}`;
  const copy = new RegExp(`^${stem}-\\d{8}T\\d{9}Z\\.db$`);
  const unfinished = new RegExp(`^\\.${stem}-\\d{8}T\\d{9}Z\\.db\\.new(-journal|-wal|-shm)?$`);
  return {
    at: (milliseconds) => `${stem}-${new Date(milliseconds).toISOString().replaceAll(/[-:.]/g, '')}.db`,
    isCopy: (name) => copy.test(name),
    isUnfinished: (name) => unfinished.test(name),
    contents: `${stem}-attachments.db`,
  };
}

/** Where the copy is written until it is whole. */
export function unfinishedPath(folder: string, name: string): string {
  return join(folder, `.${name}.new`);
}

/** @throws Problem `not-found` when it is not there or no folder */
export function checkFolder(folder: string): void {
  try {
    if (statSync(folder).isDirectory()) return;
  } catch (cause) {
    throw problemOfSystemError(cause, folder);
  }
  throw new Problem('not-found', `${folder} is not a folder`);
}

/** Gives the copy its name; after this a crash cannot take it away. */
export function publishCopy(folder: string, name: string): void {
  renameSync(unfinishedPath(folder, name), join(folder, name));
  syncPath(folder);
}

/** Removes what a run that was cut off left behind; only while no other run writes to the folder. */
export function removeUnfinished(folder: string, names: BackupNames): void {
  for (const name of readdirSync(folder)) if (names.isUnfinished(name)) rmSync(join(folder, name), { force: true });
}

/** The copies that are there with their manifests, the oldest first. */
export function copiesIn(folder: string, names: BackupNames): readonly string[] {
  const there = new Set(readdirSync(folder));
  return [...there].filter((name) => names.isCopy(name) && there.has(`${name}${manifestEnding}`)).sort();
}

/** Removes the oldest backups beyond `keptMax`. */
export function removeOldest(folder: string, names: BackupNames, keptMax: number): void {
  const copies = readdirSync(folder).filter(names.isCopy).sort();
  for (const name of copies.slice(0, Math.max(0, copies.length - keptMax))) removeCopy(folder, name);
}

/** The manifest goes first: a copy without one is no backup. */
export function removeCopy(folder: string, name: string): void {
  for (const ending of [manifestEnding, '']) rmSync(join(folder, `${name}${ending}`), { force: true });
}
