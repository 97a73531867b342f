import { asText } from './elements.js';
import type { FhirObject } from './resource.js';
import { summarise } from './summary.js';

/** The types of which the summary of a patient is made; what else there is of a patient comes after it. */
export const summaryTypes = [
  'Patient',
  'AllergyIntolerance',
  'Flag',
  'Condition',
  'MedicationRequest',
  'MedicationStatement',
  'Encounter',
] as const;

/** Lines of one kind that the summary holds; the others come with the rest. */
const problemsMax = 12;
const medicationMax = 12;
const visitsMax = 3;

/**
 * What of a record is sent first when it is fetched: who the patient is, active allergies, warnings, problems, current
 * treatment and the last visits, in this order (rule F9).
 */
export function summaryFirst(
  patient: FhirObject,
  resources: readonly FhirObject[],
  nowMilliseconds: number,
): readonly FhirObject[] {
  const { allergies, problems, medication, visits } = summarise(patient, resources, nowMilliseconds);
  const active = (type: string) =>
    resources.filter((resource) => resource.resourceType === type && asText(resource['status']) === 'active');
  const bodies = (items: readonly { readonly resource: FhirObject }[]) => items.map(({ resource }) => resource);
  return [
    patient,
    ...bodies(allergies),
    ...active('Flag'),
    ...bodies(problems.slice(0, problemsMax)),
    ...bodies(medication.slice(0, medicationMax)),
    ...active('MedicationStatement').slice(0, medicationMax),
    ...bodies(visits.slice(0, visitsMax)),
  ];
}
