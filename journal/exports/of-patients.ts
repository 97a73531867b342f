import { patientOf } from '../../record/compartment.js';
import { mayBeOfPatient, patientsReferred } from '../../record/patient-compartment.js';
import type { FhirObject } from '../../record/resource.js';

/** The types that were named for an export of patients, and of which nothing is ever of one: in their order. */
export function leftOut({ ofPatients, types }: { readonly ofPatients: boolean; readonly types: Iterable<string> }) {
  return ofPatients ? [...types].filter((type) => !mayBeOfPatient(type)) : [];
}

/**
 * Whether a resource is of a patient: filed with one, or in the compartment of one as FHIR R4 defines it.
 * @param patients only of one of these: what is filed with another one is that one's, whoever else it names
 */
export function isOfPatients(body: string, patients: ReadonlySet<string> | undefined): boolean {
  const value = JSON.parse(body) as FhirObject;
  const { resourceType, id = '' } = value;
  if (resourceType === 'Patient') return patients === undefined || patients.has(id);
  const filed = patientOf(value);
  if (filed !== undefined && filed !== id) return patients === undefined || patients.has(filed);
  const referred = patientsReferred(value);
  return patients === undefined ? referred.length > 0 : referred.some((patient) => patients.has(patient));
}
