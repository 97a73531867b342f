import type { HubSettings } from '../../config/hub-settings.js';
import type { Logger } from '../../config/running/logger.js';
import type { OrderedStop } from '../../config/running/ordered-stop.js';
import { hubCode } from '../../protocol/ids.js';
import { NodeBackups } from '../../provisioning/backup/node-backups.js';
import { keepFolderCopy } from '../../provisioning/hub/rebuild/folder-copy.js';
import { nodePaths } from '../../provisioning/node-folder.js';
import type { OpenHub } from '../open-hub.js';
import { BackupLoop } from './backup-loop.js';

export interface StartBackupsOptions {
  readonly dir: string;
  readonly hub: OpenHub;
  readonly settings: Pick<HubSettings, 'backupFolder' | 'backupsKeptMax' | 'backupEveryMinutes'>;
  readonly logger: Logger;
  readonly now: () => number;
  /** A backup is complete: the sites are to hear of it. */
  readonly tellSafe: () => Promise<void>;
  /** Ops has something new to look at. */
  readonly onFleetChanged: () => void;
  readonly onError: (error: unknown) => void;
}

/** Begins to make the hub's backups by the clock; returns what makes one when it is asked to. */
export function startBackups(options: StartBackupsOptions, stop: OrderedStop): NodeBackups {
  const { dir, hub, settings, logger, now, tellSafe, onFleetChanged, onError } = options;
  const { fleet, backups: store } = hub.journal;
  const note = async (kind: 'backup-done' | 'backup-stale', detail: Readonly<Record<string, number>>) => {
    await fleet.noteEvent({ site: hubCode, kind, detail, atMilliseconds: now() });
    onFleetChanged();
  };
  const backups = new NodeBackups({
    ...{ backups: store, attachments: hub.attachments, keptMax: settings.backupsKeptMax, now, node: hubCode },
    readIdentity: () => hub.identity,
    prepare: () => keepFolderCopy(dir, store),
    folder: settings.backupFolder === '' ? nodePaths(dir).backups : settings.backupFolder,
    onDone: async ({ bytes }) => {
      await tellSafe();
      await note('backup-done', { bytes });
    },
  });
  const loop = new BackupLoop({
    ...{ backups, lastBackup: () => store.lastBackup(), logger, now, onError },
    everyMilliseconds: settings.backupEveryMinutes * 60_000,
    onStale: (lastAt) => {
      logger.warn({ lastAt }, 'the last backup is too old');
      note('backup-stale', lastAt === undefined ? {} : { lastAt }).catch(onError);
    },
  });
  loop.start();
  stop.add('backups', () => loop.stop());
  return backups;
}
