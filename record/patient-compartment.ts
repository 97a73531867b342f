import { patientOf, subjectPathsOf } from './compartment.js';
import { schemaOf } from './definitions/load.js';
import { patientCompartment } from './definitions/load-search.js';
import type { FhirObject } from './resource.js';
import { answeredBy } from './search-answered-by.js';
import { searchRowsOf } from './search-rows.js';

/**
 * Whether FHIR R4's CompartmentDefinition `patient` has a type; and Binary, which stands in the compartment that its
 * `securityContext` names (FHIR R4 §2.4.1).
 */
export function hasCompartment(type: string): boolean {
  return type === 'Patient' || type === 'Binary' || Object.hasOwn(patientCompartment(), type);
}

/** Whether a resource of a type can be of a patient: in their compartment, or filed with them. */
export function mayBeOfPatient(type: string): boolean {
  const elements = schemaOf(type)?.elements ?? {};
  return hasCompartment(type) || subjectPathsOf(type).some((path) => Object.hasOwn(elements, path.split('.')[0] ?? ''));
}

/**
 * Whether a resource is one patient's own: in their compartment by FHIR R4's definition, and filed with nobody else. An
 * observation that somebody made of another person is in the compartments of both; it is the other person's. So is a
 * record that links to a patient: it is of itself.
 */
export function isOwnOf(value: FhirObject, patient: string): boolean {
  if (patientOf(value) !== patient) return false;
  const { resourceType: type, id } = value;
  if (type === 'Patient') return id === patient;
  // What names nobody is filed under its own id.
  if (type === 'Binary') return id !== patient;
  return refersAsMember(value, patient);
}

/** The names of the index rows that put a resource of a type into the compartment of the patient that they lead to. */
export function compartmentRows(type: string): ReadonlySet<string> {
  const parameters = patientCompartment()[type] ?? [];
  return new Set(parameters.flatMap((parameter) => answeredBy(type, parameter).parameters));
}

/** Whether a reference that the definition names leads to the patient. */
export function refersAsMember(value: FhirObject, patient: string): boolean {
  return patientsReferred(value).includes(patient);
}

/** The patients to whom references that the definition names lead. */
export function patientsReferred(value: FhirObject): readonly string[] {
  const parameters = compartmentRows(value.resourceType);
  if (parameters.size === 0) return [];
  return searchRowsOf(value).flatMap((row) =>
    row.kind === 'reference' && row.type === 'Patient' && parameters.has(row.parameter) ? [row.id] : [],
  );
}
