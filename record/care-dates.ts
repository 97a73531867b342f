import { type Interval, latestMilliseconds } from './date-time.js';
import type { FhirObject } from './resource.js';
import type { SearchRow } from './search-row.js';
import { searchRowsOf } from './search-rows.js';

/**
 * The search parameters that say when the care took place, or is to, that a resource tells of; where a type has none,
 * when it was written down. A type that is not listed has no care date: a person, a coverage, a device.
 */
const careDates: Readonly<Record<string, readonly string[]>> = {
  Account: ['period'],
  AdverseEvent: ['date'],
  AllergyIntolerance: ['date', 'last-date', 'onset'],
  Appointment: ['date'],
  AuditEvent: ['date'],
  Basic: ['created'],
  CarePlan: ['date'],
  CareTeam: ['date'],
  ChargeItem: ['occurrence', 'entered-date'],
  Claim: ['created'],
  ClaimResponse: ['created'],
  ClinicalImpression: ['date'],
  Communication: ['sent', 'received'],
  CommunicationRequest: ['occurrence', 'authored'],
  Composition: ['date', 'period'],
  Condition: ['onset-date', 'recorded-date', 'abatement-date'],
  CoverageEligibilityRequest: ['created'],
  CoverageEligibilityResponse: ['created'],
  DetectedIssue: ['identified'],
  DeviceRequest: ['event-date', 'authored-on'],
  DiagnosticReport: ['date', 'issued'],
  DocumentManifest: ['created'],
  DocumentReference: ['period', 'date'],
  Encounter: ['date'],
  EpisodeOfCare: ['date'],
  ExplanationOfBenefit: ['created'],
  FamilyMemberHistory: ['date'],
  Flag: ['date'],
  Goal: ['start-date', 'target-date'],
  ImagingStudy: ['started'],
  Immunization: ['date'],
  ImmunizationEvaluation: ['date'],
  ImmunizationRecommendation: ['date'],
  Invoice: ['date'],
  List: ['date'],
  MeasureReport: ['period'],
  Media: ['created'],
  MedicationAdministration: ['effective-time'],
  MedicationDispense: ['whenprepared', 'whenhandedover'],
  MedicationRequest: ['authoredon', 'date'],
  MedicationStatement: ['effective'],
  NutritionOrder: ['datetime'],
  Observation: ['date'],
  Procedure: ['date'],
  Provenance: ['when', 'recorded'],
  QuestionnaireResponse: ['authored'],
  RequestGroup: ['authored'],
  ResearchSubject: ['date'],
  RiskAssessment: ['date'],
  Schedule: ['date'],
  ServiceRequest: ['occurrence', 'authored'],
  Specimen: ['collected'],
  SupplyRequest: ['date'],
  Task: ['period', 'authored-on'],
  VisionPrescription: ['datewritten'],
};

/** What goes on from when it was noticed: with the parameter that says when it was over, where there is one. */
const standing: Readonly<Record<string, string | undefined>> = {
  AllergyIntolerance: undefined,
  Condition: 'abatement-date',
};

/**
 * The time of the care that a resource tells of, from its first care date to its last; `undefined` where it has none. A
 * problem goes on until it is over, an allergy for ever.
 */
export function careTimeOf(value: FhirObject): Interval | undefined {
  const { resourceType: type } = value;
  const names = Object.hasOwn(careDates, type) ? (careDates[type] ?? []) : [];
  if (names.length === 0) return undefined;
  const dates = searchRowsOf(value).filter(
    (row): row is Extract<SearchRow, { readonly kind: 'date' }> => row.kind === 'date' && names.includes(row.parameter),
  );
  if (dates.length === 0) return undefined;
  const isOpen = Object.hasOwn(standing, type) && !dates.some(({ parameter }) => parameter === standing[type]);
  return {
    start: Math.min(...dates.map(({ start }) => start)),
    end: isOpen ? latestMilliseconds : Math.max(...dates.map(({ end }) => end)),
  };
}

/** Every parameter that is read for a care date, for the test that holds the table against the specification. */
export function careDateParameters(): readonly (readonly [type: string, parameters: readonly string[]])[] {
  return Object.entries(careDates);
}
