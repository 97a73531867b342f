import type { CodeableConcept, ContactPoint, Identifier, Patient, Reference } from '@medplum/fhirtypes';
import type { Elements } from '../../../record/elements.js';
import { writePatientName } from '../../../record/identity/patient-name.js';

/** A resource as the rules of `record/` read it. */
export function elementsOf(resource: object): Elements {
  return resource as Elements;
}

/** `MBARGA Jean Paul`; '' where there is no name. */
export function nameOf(patient: Patient): string {
  return writePatientName(elementsOf(patient));
}

/** The words of a concept: what the clinician wrote, else the code's display, else the code. */
export function conceptText(concept: CodeableConcept | undefined): string {
  const coding = concept?.coding?.find((one) => one.display) ?? concept?.coding?.[0];
  return concept?.text ?? coding?.display ?? coding?.code ?? '';
}

/** A code of a concept, of any of its systems. */
export function codeOf(concept: CodeableConcept | undefined): string {
  return concept?.coding?.[0]?.code ?? '';
}

export function identifierOf(identifiers: readonly Identifier[] | undefined, system: string): string | undefined {
  return identifiers?.find((identifier) => identifier.system === system)?.value;
}

export function phoneOf(telecom: readonly ContactPoint[] | undefined): string | undefined {
  return telecom?.find((contact) => contact.system === 'phone')?.value;
}

/** The id in `Type/id`, also of an absolute URL. */
export function idOfReference(reference: Reference | undefined): string {
  return reference?.reference?.split('/').pop() ?? '';
}

/** When a deceased patient died, '' when only the fact is known; `undefined` for a living one. */
export function deathOf(patient: Patient): string | undefined {
  if (patient.deceasedDateTime !== undefined) return patient.deceasedDateTime;
  return patient.deceasedBoolean === true ? '' : undefined;
}
