import type { SiteCode } from '../../protocol/ids.js';
import { journalLimits } from '../limits.js';
import type { HubLinkHistory, SiteLinkHistory } from './link-history.js';
import { SqliteHubHistory } from './sqlite-hub-history.js';
import { SqliteSiteHistory } from './sqlite-site-history.js';
import { TelemetryFile, type TelemetryFileOptions } from './telemetry-file.js';

/** What a site's links have shown. Opens nothing yet, so it never fails. */
export function openSiteHistory(options: TelemetryFileOptions, site: SiteCode): SiteLinkHistory {
  const pageCacheBytesMax = journalLimits.sidePageCacheBytesMax;
  return new SqliteSiteHistory(new TelemetryFile({ pageCacheBytesMax, ...options }), site);
}

/** What the links of all sites have shown, at the hub. Opens nothing yet, so it never fails. */
export function openHubHistory(options: TelemetryFileOptions): HubLinkHistory {
  return new SqliteHubHistory(new TelemetryFile(options));
}
