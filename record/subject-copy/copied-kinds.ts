import { resourceTypes } from '../definitions/load.js';
import { isKeptApart } from '../kept-apart.js';
import { mayBeOfPatient } from '../patient-compartment.js';

/** In the order in which a person looks for them. */
const first = [
  ...['Patient', 'RelatedPerson', 'Person', 'Consent', 'AllergyIntolerance', 'Condition', 'FamilyMemberHistory'],
  ...['Immunization', 'ImmunizationRecommendation', 'MedicationRequest', 'MedicationDispense', 'MedicationStatement'],
  ...['MedicationAdministration', 'Observation', 'DiagnosticReport', 'Specimen', 'ImagingStudy', 'Procedure'],
  ...['Encounter', 'EpisodeOfCare', 'Appointment', 'ServiceRequest', 'CarePlan', 'CareTeam', 'Composition'],
  ...['DocumentReference', 'Binary', 'Coverage', 'Account', 'Invoice', 'ChargeItem', 'Communication', 'Task'],
];

/** They list several persons; what they say of this one stands in resources of their own. */
const ofSeveral: ReadonlySet<string> = new Set(['Group', 'Schedule']);

/** The types of which a person's copy may hold something, the first ones first; Provenance, which explains others, last. */
export function copyTypes(): readonly string[] {
  const known = resourceTypes().filter(
    (type) => mayBeOfPatient(type) && !isKeptApart(type) && !ofSeveral.has(type) && type !== 'Provenance',
  );
  const others = known.filter((type) => !first.includes(type));
  return [...first.filter((type) => known.includes(type)), ...others, 'Provenance'];
}
