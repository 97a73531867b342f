import type { Site } from '../../journal/fleet-store.js';
import type { StoredVersion } from '../../journal/record-store.js';
import { parseResourceType } from '../../protocol/ids.js';
import { hubAuthor } from '../../record/accounts/program-author.js';
import { asObject, valuesAt } from '../../record/elements.js';
import { parseResource } from '../../record/parse.js';
import type { VerbContext } from './verb-context.js';

const pageVersions = 100;
/** The identifier system under which an Organization names a site. */
export const siteSystem = 'urn:carnet:site';

/**
 * Every site is also an Organization, reference data that all sites hold: what a referral names. Writes it when it is
 * not there yet, so that a site whose registration was interrupted is made whole by the next command.
 */
export async function ensureOrganization(context: VerbContext, site: Site): Promise<void> {
  const found = await findOrganization(context, site);
  if (found !== undefined) {
    // One whose box was stolen is referred to again with the next one.
    if (JSON.parse(found.body).active === false) await setActive(context, found, true);
    return;
  }
  const resource = parseResource(
    JSON.stringify({
      resourceType: 'Organization',
      id: context.newId(),
      identifier: [{ system: siteSystem, value: site.code }],
      active: true,
      name: site.name,
      address: [{ state: site.region, country: 'CM' }],
    }),
  );
  await context.journal.records.commitBundle({ author: hubAuthor, entries: [{ verb: 'create', resource }] });
}

/** A revoked site can no longer be referred to; what it wrote stays. */
export async function retireOrganization(context: VerbContext, site: Site): Promise<void> {
  const found = await findOrganization(context, site);
  if (found === undefined) return;
  await setActive(context, found, false);
}

async function setActive({ journal }: VerbContext, { body }: StoredVersion, active: boolean): Promise<void> {
  const resource = parseResource(JSON.stringify({ ...JSON.parse(body), active }));
  await journal.records.commitBundle({ author: hubAuthor, entries: [{ verb: 'update', resource }] });
}

/** By the log, never by the search index: that one is built behind the commit, and what decides may not read it. */
async function findOrganization({ journal }: VerbContext, site: Site): Promise<StoredVersion | undefined> {
  const type = parseResourceType('Organization');
  let cursor: string | undefined;
  do {
    const page = await journal.records.history({ type, count: pageVersions, ...(cursor !== undefined && { cursor }) });
    const found = page.versions.find((version) => !version.deleted && isOf(site, version));
    if (found !== undefined) return journal.records.read(found);
    cursor = page.next;
  } while (cursor !== undefined);
  return undefined;
}

function isOf({ code }: Site, { body }: StoredVersion): boolean {
  return valuesAt(JSON.parse(body), 'identifier')
    .map((identifier) => asObject(identifier))
    .some((identifier) => identifier?.['system'] === siteSystem && identifier['value'] === code);
}
