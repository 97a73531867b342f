import { isAbsolute } from 'node:path';
import { Problem } from '../../protocol/problem.js';
import type { BackupProgress, BackupReport } from '../backup/hub-backups.js';
import { VerbArguments } from './arguments.js';
import type { VerbContext } from './verb-context.js';

const pathCharactersMax = 1_000;

/** `hub-backup` {to?}: the folder as an absolute path. Answers when the backup is complete. */
export async function takeBackup(context: VerbContext, args: unknown): Promise<BackupReport> {
  const to = new VerbArguments(args).optionalText('to', pathCharactersMax);
  if (to !== undefined && !isAbsolute(to)) throw new Problem('usage-wrong', 'to: an absolute path');
  return backupsOf(context).take(to);
}

/** `hub-backup-progress` {}: `null` when none is under way. */
export async function backupProgress(context: VerbContext): Promise<BackupProgress | null> {
  return backupsOf(context).progress() ?? null;
}

function backupsOf({ backups }: VerbContext): NonNullable<VerbContext['backups']> {
  if (backups === undefined) throw new Problem('usage-wrong', 'this is the folder of a site');
  return backups;
}
