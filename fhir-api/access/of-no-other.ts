import type { StoredVersion } from '../../journal/record-store.js';
import type { ResourceId } from '../../protocol/ids.js';
import { patientOf } from '../../record/compartment.js';
import type { FhirObject } from '../../record/resource.js';

/** There, and filed with the patient, with itself or with nobody. */
export function isOfNoOther({ body, deleted, id }: StoredVersion, patient: ResourceId): boolean {
  const owner = deleted ? undefined : patientOf(JSON.parse(body) as FhirObject);
  return !deleted && (owner === undefined || owner === patient || owner === id);
}
