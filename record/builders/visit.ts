import { diagnosisOf, icd10System } from '../clinical/diagnoses.js';
import { localDateTime } from '../date-time.js';
import { type FormValues, linesOf, textOf } from '../forms/field.js';
import type { FhirObject } from '../resource.js';
import {
  concept,
  patientReference,
  systems,
  type TransactionBundle,
  transactionOf,
  type WriterContext,
} from './context.js';
import { buildVitals } from './observations.js';
import { buildPrescription } from './orders.js';

/** All that is written at one visit: the values of `visitForm`, and of each diagnosis and prescription form. */
export interface VisitEntry {
  readonly patientId: string;
  /** For the assessment of vital signs (`ageAt`); absent when the birth date is unknown. */
  readonly ageMonths?: number;
  /** When the patient came; the visit ends now. */
  readonly startedMilliseconds: number;
  readonly values: FormValues;
  readonly diagnoses: readonly FormValues[];
  readonly prescriptions: readonly FormValues[];
}

/** The visit as one transaction: Encounter, vital signs, diagnoses, prescriptions and the note, saved whole or not at all. */
export function buildVisit(visit: VisitEntry, context: WriterContext): TransactionBundle {
  const encounterId = context.newId();
  const { patientId } = visit;
  const conditions = visit.diagnoses.map((values) => buildDiagnosis(values, patientId, encounterId, context));
  const vitals = buildVitals(visit.values, { patientId, encounterId, ageMonths: visit.ageMonths }, context);
  const orders = visit.prescriptions.map((values) => buildPrescription(values, { patientId, encounterId }, context));
  const note = linesOf(visit.values, 'note');
  const notes = note === undefined ? [] : [buildNote(note, patientId, encounterId, context)];
  return transactionOf([
    encounterOf(visit, encounterId, conditions, context),
    ...vitals,
    ...conditions,
    ...orders,
    ...notes,
  ]);
}

/** A note as ClinicalImpression: a text that someone signs. */
export function buildNote(
  text: string,
  patientId: string,
  encounterId: string | undefined,
  context: WriterContext,
): FhirObject {
  const moment = localDateTime(context.nowMilliseconds);
  return {
    resourceType: 'ClinicalImpression',
    id: context.newId(),
    status: 'completed',
    subject: patientReference(patientId),
    ...(encounterId !== undefined && { encounter: { reference: `Encounter/${encounterId}` } }),
    effectiveDateTime: moment,
    date: moment,
    ...(context.practitioner && { assessor: context.practitioner }),
    summary: text,
  };
}

/** A diagnosis (values of `diagnosisForm`, checked) as Condition. */
export function buildDiagnosis(
  values: FormValues,
  patientId: string,
  encounterId: string | undefined,
  context: WriterContext,
): FhirObject {
  const typed = textOf(values, 'diagnosis') ?? '';
  const known = diagnosisOf(typed);
  const words = known?.[context.language] ?? typed;
  const since = textOf(values, 'since');
  return {
    resourceType: 'Condition',
    id: context.newId(),
    clinicalStatus: concept(systems.conditionClinical, 'active'),
    verificationStatus: concept(systems.conditionVerification, textOf(values, 'certainty') ?? 'provisional'),
    category: [concept(systems.conditionCategory, 'encounter-diagnosis')],
    code: known === undefined ? { text: words } : concept(icd10System, known.code, undefined, words),
    subject: patientReference(patientId),
    ...(encounterId !== undefined && { encounter: { reference: `Encounter/${encounterId}` } }),
    ...(since && { onsetDateTime: since }),
    recordedDate: localDateTime(context.nowMilliseconds),
    ...(context.practitioner && { recorder: context.practitioner }),
  };
}

function encounterOf(
  visit: VisitEntry,
  id: string,
  conditions: readonly FhirObject[],
  context: WriterContext,
): FhirObject {
  const reason = textOf(visit.values, 'reason');
  return {
    resourceType: 'Encounter',
    id,
    status: 'finished',
    class: { system: systems.actCode, code: 'AMB', display: 'ambulatory' },
    subject: patientReference(visit.patientId),
    ...(context.practitioner && { participant: [{ individual: context.practitioner }] }),
    period: {
      start: localDateTime(Math.min(visit.startedMilliseconds, context.nowMilliseconds)),
      end: localDateTime(context.nowMilliseconds),
    },
    ...(reason && { reasonCode: [{ text: reason }] }),
    ...(conditions.length > 0 && {
      diagnosis: conditions.map((condition) => ({ condition: { reference: `Condition/${condition.id ?? ''}` } })),
    }),
    ...(context.organization && { serviceProvider: context.organization }),
  };
}
