import { asObject } from './elements.js';
import type { FhirObject } from './resource.js';

/** HL7 v3 Confidentiality, from which FHIR R4 §6.1.1.1 takes its labels. */
export const confidentialitySystem = 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality';

/** Restricted and very restricted; what is less (N, M, L, U) is for all who care. */
export const confidentialCodes = ['R', 'V'] as const;

/**
 * Whether a resource bears a label that keeps it from those who may not see what is confidential (rule R22). A code without
 * a system counts, for whoever wrote it meant it so. `journal/schema/confidential.ts` says the same in SQL.
 */
export function isConfidential(value: FhirObject): boolean {
  const labels = value.meta?.['security'];
  if (!Array.isArray(labels)) return false;
  return labels.some((label) => {
    const { code, system = confidentialitySystem } = asObject(label) ?? {};
    return system === confidentialitySystem && confidentialCodes.some((each) => each === code);
  });
}

/** The same of a body; '' is that of a deletion, which bears none. Only one that may bear a label is read. */
export function isConfidentialBody(body: string): boolean {
  return body.includes('"security"') && isConfidential(JSON.parse(body) as FhirObject);
}
