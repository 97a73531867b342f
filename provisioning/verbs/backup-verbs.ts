import { isAbsolute } from 'node:path';
import { Problem } from '../../protocol/problem.js';
import type { BackupProgress, BackupReport } from '../backup/node-backups.js';
import type { PlaceReport } from '../backup/site/site-backups.js';
import { VerbArguments } from './arguments.js';
import type { VerbContext } from './verb-context.js';

const pathCharactersMax = 1_000;

/** `hub-backup` {to?}: the folder as an absolute path. Answers when the backup is complete. */
export async function takeBackup(context: VerbContext, args: unknown): Promise<BackupReport> {
  return backupsOf(context).take(readTo(args));
}

/** `hub-backup-progress` {}: `null` when none is under way. */
export async function backupProgress(context: VerbContext): Promise<BackupProgress | null> {
  return backupsOf(context).progress() ?? null;
}

function backupsOf({ backups }: VerbContext): NonNullable<VerbContext['backups']> {
  if (backups === undefined) throw new Problem('usage-wrong', 'this is the folder of a site');
  return backups;
}

/**
 * `site-backup` {to?}: at every place of the settings, or in one folder, an absolute path. Answers when all is done.
 * @throws Problem when nothing came of it anywhere
 */
export async function takeSiteBackup(context: VerbContext, args: unknown): Promise<readonly PlaceReport[]> {
  const to = readTo(args);
  const backups = siteBackupsOf(context);
  return to === undefined ? backups.takeAll() : [await backups.takeTo(to)];
}

/** `site-backup-progress` {}: `null` when none is under way. */
export async function siteBackupProgress(context: VerbContext): Promise<BackupProgress | null> {
  return siteBackupsOf(context).progress() ?? null;
}

function siteBackupsOf({ siteBackups }: VerbContext): NonNullable<VerbContext['siteBackups']> {
  if (siteBackups === undefined) throw new Problem('usage-wrong', 'this is the folder of the hub: carnet hub backup');
  return siteBackups;
}

function readTo(args: unknown): string | undefined {
  const to = new VerbArguments(args).optionalText('to', pathCharactersMax);
  if (to !== undefined && !isAbsolute(to)) throw new Problem('usage-wrong', 'to: an absolute path');
  return to;
}
