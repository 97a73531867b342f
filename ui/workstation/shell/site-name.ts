import type { Organization } from '@medplum/fhirtypes';
import { siteSystem } from '../../../record/interest.js';
import { createStore } from '../../kit/store.js';
import { syncStore } from '../../kit/sync/sync-state.js';
import { searchFhir } from '../fhir/client.js';
import { identifierOf } from '../fhir/read.js';

/** Another hospital, or this one. */
export interface SiteEntry {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly region: string;
}

/** The sites that this one knows; `undefined` before the first answer. Reference data, no patient's. */
export const sitesStore = createStore<readonly SiteEntry[] | undefined>(undefined);
/** The name of this hospital; its code until the name is known. */
export const siteNameStore = createStore('');

const sitesMax = 200;

/** Reads the sites (FHIR Organization with a site code) afresh; what was known stays when it fails. */
export async function loadSites(): Promise<void> {
  try {
    const { resources } = await searchFhir<Organization>('Organization', [
      ['identifier', `${siteSystem}|`],
      ['_count', String(sitesMax)],
    ]);
    sitesStore.set(resources.map(entryOf).filter((site) => site.code !== ''));
  } catch {
    sitesStore.set(sitesStore.get());
  }
  nameSite();
}

function entryOf(organization: Organization): SiteEntry {
  return {
    id: organization.id ?? '',
    code: identifierOf(organization.identifier, siteSystem) ?? '',
    name: organization.name ?? '',
    region: organization.address?.[0]?.state ?? '',
  };
}

/** The code of this site, '' before it is known. */
export function ownSiteCode(): string {
  const sync = syncStore.get();
  return typeof sync === 'object' ? sync.site : '';
}

function nameSite(): void {
  const code = ownSiteCode();
  siteNameStore.set(sitesStore.get()?.find((site) => site.code === code)?.name || code);
}

syncStore.watch(nameSite);
