import { atcSystem, doseUnits, medicineOf, routes } from '../clinical/medicines.js';
import { confidentialitySystem } from '../confidentiality.js';
import { localDateTime } from '../date-time.js';
import { allergens } from '../forms/allergy.js';
import { type FormValues, isYes, linesOf, textOf } from '../forms/field.js';
import { readNumber } from '../forms/number-text.js';
import { confidentialField, quantityToDispense, writeDosage } from '../forms/prescription.js';
import { siteSystem } from '../interest.js';
import type { FhirObject } from '../resource.js';
import { concept, patientReference, systems, type WriterContext } from './context.js';

/** Whose order, and at which visit, where there is one. */
export interface OrderSubject {
  readonly patientId: string;
  readonly encounterId?: string;
}

/** The site that a patient is referred to: its Organization, and its code. */
export interface ReferralSite {
  readonly organizationId: string;
  readonly code: string;
  readonly name: string;
}

/** One prescription (values of `prescriptionForm`, checked) as MedicationRequest. */
export function buildPrescription(values: FormValues, subject: OrderSubject, context: WriterContext): FhirObject {
  const typed = textOf(values, 'medicine') ?? '';
  const medicine = medicineOf(typed);
  const words = medicine?.[context.language] ?? typed;
  const indication = textOf(values, 'indication');
  return {
    resourceType: 'MedicationRequest',
    id: context.newId(),
    ...(isYes(values, confidentialField) && { meta: { security: [{ system: confidentialitySystem, code: 'R' }] } }),
    status: 'active',
    intent: 'order',
    medicationCodeableConcept:
      medicine === undefined ? { text: words } : concept(atcSystem, medicine.atc, undefined, words),
    ...frame('subject', subject),
    authoredOn: localDateTime(context.nowMilliseconds),
    ...(context.practitioner && { requester: context.practitioner }),
    ...(indication && { reasonCode: [{ text: indication }] }),
    dosageInstruction: [dosageOf(values, context.language)],
    dispenseRequest: dispenseOf(values, context.language),
  };
}

/** An allergy (values of `allergyForm`, checked) as AllergyIntolerance. */
export function buildAllergy(values: FormValues, patientId: string, context: WriterContext): FhirObject {
  const typed = textOf(values, 'substance') ?? '';
  const allergen = allergens.find(({ code }) => code === typed);
  const reaction = textOf(values, 'reaction');
  return {
    resourceType: 'AllergyIntolerance',
    id: context.newId(),
    clinicalStatus: concept(systems.allergyClinical, 'active'),
    verificationStatus: concept(systems.allergyVerification, 'confirmed'),
    type: 'allergy',
    category: [textOf(values, 'category') ?? 'medication'],
    criticality: textOf(values, 'criticality') ?? 'unable-to-assess',
    code: { text: allergen?.[context.language] ?? typed },
    patient: patientReference(patientId),
    recordedDate: localDateTime(context.nowMilliseconds),
    ...(context.practitioner && { recorder: context.practitioner }),
    ...(reaction && { reaction: [{ manifestation: [{ text: reaction }] }] }),
  };
}

/** A referral (values of `referralForm`, checked) as ServiceRequest: its performer names the site twice, by reference and by code. */
export function buildReferral(
  values: FormValues,
  site: ReferralSite,
  subject: OrderSubject,
  context: WriterContext,
): FhirObject {
  return {
    resourceType: 'ServiceRequest',
    id: context.newId(),
    status: 'active',
    intent: 'order',
    category: [concept('http://snomed.info/sct', '3457005', 'Patient referral')],
    priority: textOf(values, 'priority') ?? 'routine',
    code: { text: context.language === 'fr' ? 'Référence' : 'Referral' },
    ...frame('subject', subject),
    authoredOn: localDateTime(context.nowMilliseconds),
    ...(context.practitioner && { requester: context.practitioner }),
    performer: [
      {
        reference: `Organization/${site.organizationId}`,
        identifier: { system: siteSystem, value: site.code },
        display: site.name,
      },
    ],
    reasonCode: [{ text: linesOf(values, 'reason') ?? '' }],
  };
}

function frame(element: 'subject', { patientId, encounterId }: OrderSubject) {
  return {
    [element]: patientReference(patientId),
    ...(encounterId !== undefined && { encounter: { reference: `Encounter/${encounterId}` } }),
  };
}

function dosageOf(values: FormValues, language: 'fr' | 'en') {
  const unit = doseUnits.find(({ code }) => code === textOf(values, 'doseUnit'));
  const route = routes.find(({ code }) => code === textOf(values, 'route'));
  const days = Number(textOf(values, 'days'));
  return {
    text: writeDosage(values, language),
    timing: {
      repeat: {
        boundsDuration: durationOf(days, language),
        frequency: Number(textOf(values, 'timesPerDay')),
        period: 1,
        periodUnit: 'd',
      },
    },
    asNeededBoolean: isYes(values, 'asNeeded'),
    ...(route && { route: { text: route[language] } }),
    doseAndRate: [{ doseQuantity: { value: readNumber(textOf(values, 'dose') ?? ''), unit: unit?.[language] ?? '' } }],
  };
}

function dispenseOf(values: FormValues, language: 'fr' | 'en') {
  const quantity = quantityToDispense(values);
  const unit = doseUnits.find(({ code }) => code === textOf(values, 'doseUnit'));
  return {
    ...(quantity !== undefined && { quantity: { value: quantity, unit: unit?.[language] ?? '' } }),
    expectedSupplyDuration: durationOf(Number(textOf(values, 'days')), language),
  };
}

function durationOf(days: number, language: 'fr' | 'en') {
  return { value: days, unit: language === 'fr' ? 'jours' : 'days', system: systems.ucum, code: 'd' };
}
