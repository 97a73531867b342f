import type { FhirObject } from '../resource.js';

/** A reference as a resource holds it. */
export interface ReferenceValue {
  readonly reference: string;
  readonly display?: string;
}

/** Who writes, where and when; the same for all resources of one form. */
export interface WriterContext {
  /** Who signs: `Practitioner/…` and their name; absent where the account has no Practitioner yet. */
  readonly practitioner?: ReferenceValue;
  /** The site's own Organization. */
  readonly organization?: ReferenceValue;
  readonly nowMilliseconds: number;
  /** Makes a UUIDv7. */
  readonly newId: () => string;
  /** The language that codes are put into words in. */
  readonly language: 'fr' | 'en';
}

/** A transaction Bundle, ready to be posted to the base address. */
export interface TransactionBundle {
  readonly resourceType: 'Bundle';
  readonly type: 'transaction';
  readonly entry: readonly {
    readonly fullUrl: string;
    readonly resource: FhirObject;
    readonly request: { readonly method: 'PUT'; readonly url: string };
  }[];
}

/**
 * Puts resources into one transaction. Each already has its id and is written by `PUT`, so that posting the same form a
 * second time after a lost answer makes nothing twice.
 */
export function transactionOf(resources: readonly FhirObject[]): TransactionBundle {
  return {
    resourceType: 'Bundle',
    type: 'transaction',
    entry: resources.map((resource) => {
      const url = `${resource.resourceType}/${resource.id ?? ''}`;
      return { fullUrl: `urn:uuid:${resource.id ?? ''}`, resource, request: { method: 'PUT', url } };
    }),
  };
}

export const systems = {
  actCode: 'http://terminology.hl7.org/CodeSystem/v3-ActCode',
  roleCode: 'http://terminology.hl7.org/CodeSystem/v3-RoleCode',
  interpretation: 'http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation',
  observationCategory: 'http://terminology.hl7.org/CodeSystem/observation-category',
  conditionClinical: 'http://terminology.hl7.org/CodeSystem/condition-clinical',
  conditionVerification: 'http://terminology.hl7.org/CodeSystem/condition-ver-status',
  conditionCategory: 'http://terminology.hl7.org/CodeSystem/condition-category',
  allergyClinical: 'http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical',
  allergyVerification: 'http://terminology.hl7.org/CodeSystem/allergyintolerance-verification',
  loinc: 'http://loinc.org',
  ucum: 'http://unitsofmeasure.org',
} as const;

/** A CodeableConcept of one coding. */
export function concept(system: string, code: string, display?: string, text?: string) {
  return {
    coding: [{ system, code, ...(display !== undefined && { display }) }],
    ...(text !== undefined && { text }),
  };
}

export function patientReference(patientId: string): ReferenceValue {
  return { reference: `Patient/${patientId}` };
}
