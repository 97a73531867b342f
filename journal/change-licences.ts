import { Problem } from '../protocol/problem.js';
import { type Licence, type LicenceKey, licencesOf, withLicence, withoutLicence } from '../record/licence.js';
import { parseResource } from '../record/parse.js';
import type { FhirObject } from '../record/resource.js';
import { practitionerOf } from './practitioner-of.js';
import type { RecordStore } from './record-store.js';

/** A licence that somebody gives or renews, without fault, or one that ends. */
export type LicenceChange =
  | { readonly kind: 'given'; readonly licence: Licence }
  | { readonly kind: 'ended'; readonly key: LicenceKey };

/**
 * Writes a licence of somebody into their Practitioner, by which they may prescribe (rule R24) at every hospital.
 * @param whose the author of what they write: a FHIR reference
 * @param author who writes it
 * @returns their licences then
 * @throws Problem `not-found` without a Practitioner or such a licence, `version-conflict` where it was written meanwhile
 */
export async function changeLicences(
  records: Pick<RecordStore, 'read' | 'commitBundle'>,
  whose: string,
  change: LicenceChange,
  author: string,
): Promise<readonly Licence[]> {
  const found = await practitionerOf(records, whose);
  if (found === undefined) throw new Problem('not-found', 'Practitioner');
  const { practitioner, version } = found;
  const changed = changedBy(practitioner, change);
  if (changed === undefined) throw new Problem('not-found', 'licence');
  const resource = parseResource(JSON.stringify(changed));
  await records.commitBundle({ author, entries: [{ verb: 'update', resource, ifMatch: version.versionId }] });
  return licencesOf(changed);
}

function changedBy(practitioner: FhirObject, change: LicenceChange): FhirObject | undefined {
  return change.kind === 'given' ? withLicence(practitioner, change.licence) : withoutLicence(practitioner, change.key);
}
