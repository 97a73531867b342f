import type { ShownSettings } from '../../config/shown-settings.js';
import type { NoticeSettings } from '../../record/privacy/notice-facts.js';
import type { RegisterSettings } from '../../record/privacy/processing.js';
import type { SiteBackupSettings } from '../backup/site/places.js';
import type { TunnelSettings } from '../tunnel/hub-tunnels.js';
import type { UpgradeSettings } from '../upgrade/upgrade-window.js';
import type { Words } from '../words.js';
import type { BackupSettings } from './node-session.js';
import type { Language } from './speech.js';

/** What a command may touch of the world, so that tests can give it another. */
export interface CommandContext {
  readonly language: Language;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly out: (text: string) => void;
  readonly error: (text: string) => void;
  /** Whether standard error is a terminal: progress bars and QR codes only there. */
  readonly isTerminal: boolean;
  /** What the settings of a hub's folder say about its backups and tunnels. @throws Problem `usage-wrong` */
  readonly readHubSettings: (dir: string) => BackupSettings & TunnelSettings;
  /** What a folder's settings say, for support; nothing that may be secret. @throws Problem `usage-wrong` */
  readonly readShownSettings: (dir: string, kind: 'hub' | 'site') => ShownSettings;
  /** What the settings of a site's folder say about its backups and upgrades. @throws Problem `usage-wrong` */
  readonly readSiteSettings: (dir: string) => SiteBackupSettings & UpgradeSettings & NoticeSettings & RegisterSettings;
  readonly exit: (code: number) => void;
}

export function say(context: Pick<CommandContext, 'language'>, words: Words): string {
  return words[context.language];
}
