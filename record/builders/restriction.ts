import { carePrivacyScope, treatmentPurpose } from '../care/care-days.js';
import type { FhirObject } from '../resource.js';

export interface RestrictionContext {
  readonly id: string;
  readonly patient: string;
  /** Who writes it down: a FHIR reference. */
  readonly author: string;
  /** FHIR dateTime. */
  readonly at: string;
}

/** That a patient restricts the use of their record, as a Consent (FHIR R4 §6.3, rule R36). */
export function buildRestriction({ id, patient, author, at }: RestrictionContext): FhirObject {
  return {
    ...{ resourceType: 'Consent', id, status: 'active' },
    scope: {
      coding: [{ system: 'http://terminology.hl7.org/CodeSystem/consentscope', code: carePrivacyScope }],
    },
    category: [{ coding: [{ system: 'http://loinc.org', code: '59284-0', display: 'Consent Document' }] }],
    ...{ patient: { reference: `Patient/${patient}` }, dateTime: at, performer: [{ reference: author }] },
    policyRule: { text: 'Loi n° 2024/017 du 23 décembre 2024 (Cameroun)' },
    provision: {
      type: 'deny',
      purpose: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActReason', code: treatmentPurpose }],
    },
  };
}
