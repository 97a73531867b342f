import type { EdgeSettings } from '../../config/edge-settings.js';
import type { Logger } from '../../config/running/logger.js';
import type { OrderedStop } from '../../config/running/ordered-stop.js';
import { placesOf } from '../../provisioning/backup/site/places.js';
import { SiteBackups } from '../../provisioning/backup/site/site-backups.js';
import { type Identity, nodePaths } from '../../provisioning/node-folder.js';
import type { VerbContext } from '../../provisioning/verbs/verb-context.js';
import type { OpenSite } from '../open-site.js';
import { HubOffers } from './hub-offers.js';
import { SiteBackupLoop } from './site-backup-loop.js';

export interface SiteBackupsGround {
  readonly dir: string;
  readonly site: Pick<OpenSite, 'node' | 'journal' | 'attachments'>;
  readonly readIdentity: () => Pick<Identity, 'keyPem' | 'certificatePem'>;
  readonly settings: EdgeSettings;
  readonly logger: Logger;
  readonly now: () => number;
  readonly onError: (error: unknown) => void;
}

/** A site's backups while its program runs. */
export interface OpenSiteBackups {
  /** What the command line may ask of them. */
  readonly verbParts: Required<Pick<VerbContext, 'siteBackups' | 'readBackupState'>>;
  readonly offers: HubOffers | undefined;
  start(stop: OrderedStop): void;
}

const minuteMilliseconds = 60_000;

export function openSiteBackups(ground: SiteBackupsGround): OpenSiteBackups {
  const { dir, site, readIdentity, settings, logger, now, onError } = ground;
  const { journal, attachments } = site;
  const node = site.node.code;
  const backups: SiteBackups = new SiteBackups({
    ...{ dir, node, backups: journal.backups, attachments, readIdentity, settings, now },
    onBoxBackup: () => offers?.wake(),
  });
  const { state } = backups;
  state.keepOnly(placesOf(settings));
  const folder = nodePaths(dir).backups;
  const offers = settings.backupToHub
    ? new HubOffers({ site: node, folder, state, now, onChanged: () => {}, onError })
    : undefined;
  const everyMilliseconds = settings.backupEveryMinutes * minuteMilliseconds;
  const loop = new SiteBackupLoop({ backups, everyMilliseconds, logger, now, onChanged: () => {}, onError });
  return {
    verbParts: { siteBackups: backups, readBackupState: () => state.read() },
    offers,
    start(stop) {
      loop.start();
      stop.add('backups', () => loop.stop());
    },
  };
}
