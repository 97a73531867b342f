import { patientOf } from './compartment.js';
import { sitesNamedBy } from './interest.js';
import { laneOf } from './lane-of.js';
import type { FhirObject, Filing } from './resource.js';
import { searchRowsOf } from './search-rows.js';

/**
 * Where a resource belongs, derived from its content alone, at both ends alike. Takes bodies that nobody validated
 * here, and types that this version does not know (rule P2): it never throws, it finds less.
 */
export function fileResource(value: FhirObject): Filing {
  return {
    lane: laneOf(value),
    patient: patientOf(value),
    interestedSites: sitesNamedBy(value),
    searchRows: searchRowsOf(value),
  };
}
