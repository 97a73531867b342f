import type { HubSettings } from '../../config/hub-settings.js';
import { type Identity, nodePaths } from '../../provisioning/node-folder.js';
import { everTrusted } from '../../provisioning/trust/kept-bundles.js';
import { SiteBackupShelf } from './site-backup-shelf.js';

const bytesPerMegabyte = 1_000_000;

/** Where the backups of sites are kept at this hub. */
export function openShelf(
  dir: string,
  { authorityPem }: Pick<Identity, 'authorityPem'>,
  { siteBackupMegabytesMax }: Pick<HubSettings, 'siteBackupMegabytesMax'>,
): SiteBackupShelf {
  const bytesMax = siteBackupMegabytesMax * bytesPerMegabyte;
  return new SiteBackupShelf({
    folder: nodePaths(dir).siteBackups,
    authorityPem: everTrusted(dir, authorityPem),
    bytesMax,
  });
}
