import { type Assessment, assessmentCodes, assessValue } from '../clinical/assess.js';
import { bloodPressurePanel, pulseOximetry, type VitalSign, vitalSignDefinitions } from '../clinical/vital-signs.js';
import { localDateTime } from '../date-time.js';
import type { FormValues } from '../forms/field.js';
import { readVitals, type TypedVital } from '../forms/vitals.js';
import type { FhirObject } from '../resource.js';
import { concept, patientReference, systems, type WriterContext } from './context.js';

/** Whose vital signs, at which visit, at what age. */
export interface VitalsSubject {
  readonly patientId: string;
  readonly encounterId: string;
  readonly ageMonths: number | undefined;
}

/** One Observation for each vital sign that was filled in; both blood pressures are components of one. */
export function buildVitals(values: FormValues, subject: VitalsSubject, context: WriterContext): FhirObject[] {
  const vitals = readVitals(values);
  const pressures = vitals.filter(({ sign }) => sign === 'systolic' || sign === 'diastolic');
  const others = vitals.filter((vital) => !pressures.includes(vital));
  const observations = others.map((vital) => observation(vital, subject, context));
  return pressures.length === 0 ? observations : [bloodPressure(pressures, subject, context), ...observations];
}

function observation({ sign, value }: TypedVital, subject: VitalsSubject, context: WriterContext): FhirObject {
  const assessment = assessValue(sign, value, subject.ageMonths);
  return {
    ...frame(subject, context, sign === 'glycaemia' ? 'laboratory' : 'vital-signs'),
    code: codeOf(sign),
    valueQuantity: quantityOf(sign, value),
    ...interpretationOf(assessment),
  };
}

function bloodPressure(pressures: readonly TypedVital[], subject: VitalsSubject, context: WriterContext): FhirObject {
  const assessed = pressures.map(({ sign, value }) => ({
    sign,
    value,
    assessment: assessValue(sign, value, subject.ageMonths),
  }));
  const critical = assessed.find(({ assessment }) => assessment?.startsWith('critically'))?.assessment;
  return {
    ...frame(subject, context, 'vital-signs'),
    code: concept(systems.loinc, bloodPressurePanel.loinc, bloodPressurePanel.display),
    component: assessed.map(({ sign, value, assessment }) => ({
      code: codeOf(sign),
      valueQuantity: quantityOf(sign, value),
      ...interpretationOf(assessment),
    })),
    ...interpretationOf(critical),
  };
}

function frame(subject: VitalsSubject, context: WriterContext, category: string) {
  return {
    resourceType: 'Observation',
    id: context.newId(),
    status: 'final',
    category: [concept(systems.observationCategory, category)],
    subject: patientReference(subject.patientId),
    encounter: { reference: `Encounter/${subject.encounterId}` },
    effectiveDateTime: localDateTime(context.nowMilliseconds),
    ...(context.practitioner && { performer: [context.practitioner] }),
  };
}

function codeOf(sign: VitalSign) {
  const { loinc, display } = vitalSignDefinitions[sign];
  const codes = [{ system: systems.loinc, code: loinc, display }];
  if (sign === 'oxygenSaturation') {
    codes.push({ system: systems.loinc, code: pulseOximetry.loinc, display: pulseOximetry.display });
  }
  return { coding: codes };
}

function quantityOf(sign: VitalSign, value: number) {
  const { unit, ucum } = vitalSignDefinitions[sign];
  return { value, unit, system: systems.ucum, code: ucum };
}

function interpretationOf(assessment: Assessment | undefined) {
  if (assessment === undefined) return {};
  return { interpretation: [concept(systems.interpretation, assessmentCodes[assessment])] };
}
