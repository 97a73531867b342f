import type { LinkName, SiteCode } from '../protocol/ids.js';
import type { Site, SiteLink } from './fleet-store.js';
import type { SiteRow } from './sql/fleet.js';

/** A site of the register as a row keeps it. */
export function siteOf(row: SiteRow): Site {
  const { name, region, state, epoch, createdMilliseconds, seenMilliseconds, seenLink, clonedMilliseconds } = row;
  return {
    ...{ code: row.code as SiteCode, name, region, state, epoch, createdMilliseconds },
    links: JSON.parse(row.links) as SiteLink[],
    ...(seenMilliseconds !== null && { lastSeenMilliseconds: seenMilliseconds }),
    ...(clonedMilliseconds !== null && { clonedMilliseconds }),
    ...(seenLink !== null && { lastLink: seenLink as LinkName }),
  };
}
