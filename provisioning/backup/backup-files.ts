import { readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Problem } from '../../protocol/problem.js';
import { problemOfSystemError, syncFolder } from '../folder/atomic-file.js';

/** The copies in a folder are named by the time at which they were begun, so that names sort by age. */
const backupName = /^carnet-hub-\d{8}T\d{9}Z\.db$/;
const unfinishedName = /^\.carnet-hub-\d{8}T\d{9}Z\.db\.new(-journal|-wal|-shm)?$/;

/** The attachments of all backups in a folder. */
export const contentsName = 'carnet-hub-attachments.db';

export const manifestEnding = '.manifest.json';

export function nameOfBackup(atMilliseconds: number): string {
  return `carnet-hub-${new Date(atMilliseconds).toISOString().replaceAll(/[-:.]/g, '')}.db`;
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
  syncFolder(folder);
}

/** Removes what a run that was cut off left behind; only while no other run writes to the folder. */
export function removeUnfinished(folder: string): void {
  for (const name of readdirSync(folder)) if (unfinishedName.test(name)) rmSync(join(folder, name), { force: true });
}

/** Removes the oldest backups beyond `keptMax`: the manifest first, for a copy without one is no backup. */
export function removeOldest(folder: string, keptMax: number): void {
  const names = readdirSync(folder)
    .filter((name) => backupName.test(name))
    .sort();
  for (const name of names.slice(0, Math.max(0, names.length - keptMax))) {
    for (const ending of [manifestEnding, '']) rmSync(join(folder, `${name}${ending}`), { force: true });
  }
}
