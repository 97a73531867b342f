import { isAbsolute } from 'node:path';
import type { EdgeSettings } from '../../../config/edge-settings.js';
import { Problem } from '../../../protocol/problem.js';

/** The box's own copy, and the hub's; every other place is the path of a folder. */
export const boxPlace = 'box';
export const hubPlace = 'hub';

/** What a site's settings say of its backups. */
export type SiteBackupSettings = Pick<EdgeSettings, 'backupFolders' | 'backupsKeptMax' | 'backupToHub'>;

/** The folders that the settings name, apart by commas. @throws Problem `usage-wrong` for a path that is not absolute */
export function foldersOf({ backupFolders }: Pick<SiteBackupSettings, 'backupFolders'>): readonly string[] {
  const folders = backupFolders.split(',').map((path) => path.trim());
  const named = [...new Set(folders.filter((path) => path !== ''))];
  for (const path of named) if (!isAbsolute(path)) throw new Problem('usage-wrong', `backupFolders: ${path}`);
  return named;
}

/** Every place that a site of these settings has, the box first. */
export function placesOf(settings: SiteBackupSettings): readonly string[] {
  return [boxPlace, ...foldersOf(settings), ...(settings.backupToHub ? [hubPlace] : [])];
}
