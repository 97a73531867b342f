import { parseSiteCode, type SiteCode } from '../../protocol/ids.js';
import { asObject, asText, type Elements, valuesAt } from '../../record/elements.js';
import { siteSystem } from '../../record/interest.js';
import type { ExportStore } from '../exports/export-store.js';

const pageBytesMax = 512 * 1024;
const organizationsMax = 2_000;

/** The sites that are known here, with their names: each is an Organization, which all sites hold. */
export async function readSiteNames(exports: Pick<ExportStore, 'page'>): Promise<ReadonlyMap<SiteCode, string>> {
  const names = new Map<SiteCode, string>();
  const through = Number.MAX_SAFE_INTEGER;
  for (let after = '', seen = 0; seen < organizationsMax; ) {
    const page = await exports.page({ through, type: 'Organization', after, bytesMax: pageBytesMax });
    for (const line of page.lines) noteSite(JSON.parse(line) as Elements, names);
    seen += page.lines.length + 1;
    if (page.next === undefined) break;
    after = page.next;
  }
  return names;
}

function noteSite(organization: Elements, names: Map<SiteCode, string>): void {
  for (const identifier of valuesAt(organization, 'identifier').map(asObject)) {
    const name = asText(organization['name']);
    if (identifier?.['system'] !== siteSystem || name === undefined) continue;
    names.set(parseSiteCode(String(identifier['value'])), name);
  }
}
