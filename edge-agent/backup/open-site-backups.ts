import type { EdgeSettings } from '../../config/edge-settings.js';
import type { Logger } from '../../config/running/logger.js';
import type { OrderedStop } from '../../config/running/ordered-stop.js';
import { systemTimers } from '../../config/running/timers.js';
import type { BackupFacts } from '../../protocol/facts/backup-facts.js';
import { placesOf } from '../../provisioning/backup/site/places.js';
import { SiteBackups } from '../../provisioning/backup/site/site-backups.js';
import { SiteDrill } from '../../provisioning/backup/site/site-drill.js';
import { type Identity, nodePaths } from '../../provisioning/node-folder.js';
import type { VerbContext } from '../../provisioning/verbs/verb-context.js';
import type { OpenSite } from '../open-site.js';
import { backupFactsOf } from './backup-facts.js';
import { DrillLoop } from './drill-loop.js';
import { HubOffers } from './hub-offers.js';
import { SiteBackupLoop } from './site-backup-loop.js';

export interface SiteBackupsGround {
  readonly dir: string;
  readonly site: Pick<OpenSite, 'node' | 'identity' | 'journal' | 'attachments' | 'copyReaders'>;
  readonly readIdentity: () => Pick<Identity, 'keyPem' | 'certificatePem'>;
  readonly settings: EdgeSettings;
  readonly logger: Logger;
  readonly now: () => number;
  readonly onError: (error: unknown) => void;
}

/** A site's backups while its program runs. */
export interface OpenSiteBackups {
  /** What the command line may ask of them. */
  readonly verbParts: Required<Pick<VerbContext, 'siteBackups' | 'siteDrill' | 'readBackupState'>>;
  readonly offers: HubOffers | undefined;
  /** What ops is told of them. */
  readFacts(): BackupFacts;
  start(stop: OrderedStop): void;
}

const minuteMilliseconds = 60_000;
const dayMilliseconds = 24 * 60 * minuteMilliseconds;
/** How long the hub may take to read what it keeps of a site. */
const hubProofMillisecondsMax = 10 * minuteMilliseconds;

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
  const offers = settings.backupToHub ? new HubOffers({ site: node, folder, state, now, onError }) : undefined;
  const everyMilliseconds = settings.backupEveryMinutes * minuteMilliseconds;
  const loop = new SiteBackupLoop({ backups, everyMilliseconds, logger, now, onError });
  const drill = new SiteDrill({
    ...{ dir, node, readIdentity: () => site.identity, state, now, elapsed: () => systemTimers.elapsedMilliseconds() },
    readers: site.copyReaders,
    ...(offers && { proveAtHub: (sha256: string) => offers.prove(sha256, hubProofMillisecondsMax) }),
  });
  const drillMilliseconds = settings.drillEveryDays * dayMilliseconds;
  const drills = new DrillLoop({ drill, state, everyMilliseconds: drillMilliseconds, logger, now, onError });
  const startedAt = now();
  return {
    verbParts: { siteBackups: backups, siteDrill: drill, readBackupState: () => state.read() },
    offers,
    readFacts: () => backupFactsOf(state.read(), drillMilliseconds, startedAt, now()),
    start(stop) {
      loop.start();
      stop.add('backups', () => loop.stop());
      drills.start();
      stop.add('restore drills', () => drills.stop());
    },
  };
}
