import { parseResourceId, type ResourceId } from '../protocol/ids.js';
import { asObject, valuesAt } from './elements.js';
import { readReference } from './reference.js';
import type { FhirObject } from './resource.js';

/**
 * Where each type names the patient that it is about: of the R4 Patient compartment definition only the primary
 * subject. Types that are not listed are looked up under `subject` and `patient`.
 */
const subjectPaths: ReadonlyMap<string, readonly string[]> = new Map([
  ['Account', ['subject']],
  ['Appointment', ['participant.actor']],
  ['AppointmentResponse', ['actor']],
  ['AuditEvent', ['entity.what']],
  ['Binary', ['securityContext']],
  ['Claim', ['patient']],
  ['Coverage', ['beneficiary']],
  ['Group', ['member.entity']],
  ['Person', ['link.target']],
  ['Provenance', ['target']],
  ['Schedule', ['actor']],
  ['Task', ['for']],
]);
const usualPaths = ['subject', 'patient'];

/** What every site holds: places, people who work there, what can be booked, and words. Nothing of a patient. */
const referenceTypes: ReadonlySet<string> = new Set([
  'ActivityDefinition',
  'CapabilityStatement',
  'ChargeItemDefinition',
  'CodeSystem',
  'CompartmentDefinition',
  'ConceptMap',
  'Endpoint',
  'HealthcareService',
  'InsurancePlan',
  'Library',
  'Location',
  'Measure',
  'Medication',
  'MedicationKnowledge',
  'NamingSystem',
  'ObservationDefinition',
  'OperationDefinition',
  'Organization',
  'OrganizationAffiliation',
  'PlanDefinition',
  'Practitioner',
  'PractitionerRole',
  'Questionnaire',
  'Schedule',
  'SearchParameter',
  'Slot',
  'SpecimenDefinition',
  'StructureDefinition',
  'StructureMap',
  'Substance',
  'ValueSet',
]);

/** The elements in which a type may name the patient that it is filed with. */
export function subjectPathsOf(type: string): readonly string[] {
  return subjectPaths.get(type) ?? usualPaths;
}

/** Whether a type is reference data, which every site holds. */
export function isReferenceType(type: string): boolean {
  return referenceTypes.has(type);
}

/**
 * The patient whose compartment a resource is in. `undefined` only for reference data. A resource that should name a
 * patient and does not (a reference that is still conditional, a type of the future) is filed under its own id: so it
 * stays between its site and the hub, and is never sent to everybody by mistake.
 */
export function patientOf(value: FhirObject): ResourceId | undefined {
  if (value.resourceType === 'Patient') return idOf(value);
  for (const path of subjectPathsOf(value.resourceType)) {
    for (const reference of valuesAt(value, path)) {
      const patient = patientIn(reference);
      if (patient !== undefined) return patient;
    }
  }
  return isReferenceType(value.resourceType) ? undefined : idOf(value);
}

function patientIn(reference: unknown): ResourceId | undefined {
  const text = asObject(reference)?.['reference'];
  const target = typeof text === 'string' ? readReference(text) : undefined;
  return target?.form === 'relative' && target.type === 'Patient' ? (target.id as ResourceId) : undefined;
}

function idOf(value: FhirObject): ResourceId | undefined {
  try {
    return parseResourceId(String(value.id));
  } catch {
    return undefined;
  }
}
