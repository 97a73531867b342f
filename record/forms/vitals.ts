import { assessValue, isPlausible } from '../clinical/assess.js';
import { bodyMassIndex, type VitalSign, vitalSignDefinitions } from '../clinical/vital-signs.js';
import { fieldProblem } from './check-form.js';
import type { FieldProblem, FormField, FormValues } from './field.js';
import { textOf } from './field.js';
import { readNumber } from './number-text.js';

/** The vital signs that are typed in, in the order of the form; the body mass index is computed. */
export const measuredSigns = [
  'temperature',
  'pulse',
  'respiratoryRate',
  'oxygenSaturation',
  'systolic',
  'diastolic',
  'weight',
  'height',
  'midUpperArm',
  'glycaemia',
] as const satisfies readonly VitalSign[];

const hints: Readonly<Partial<Record<VitalSign, { readonly fr: string; readonly en: string }>>> = {
  glycaemia: { fr: '1 g/L = 100 mg/dL', en: '1 g/L = 100 mg/dL' },
  midUpperArm: { fr: 'Enfant de 6 à 59 mois, ou grossesse', en: 'Child of 6 to 59 months, or pregnancy' },
};

/** One number field for each vital sign, named as the sign. */
export const vitalFields: readonly FormField[] = measuredSigns.map((sign) => {
  const { fr, en, unit, hardRange, plausibleRange, decimals } = vitalSignDefinitions[sign];
  const hint = hints[sign];
  return {
    name: sign,
    label: { fr, en },
    ...(hint && { hint }),
    kind: 'number',
    required: false,
    unit,
    range: hardRange,
    plausibleRange,
    decimals,
  };
});

/** A vital sign that was filled in, in the unit of its definition. */
export interface TypedVital {
  readonly sign: VitalSign;
  readonly value: number;
}

/** The vital signs that were filled in, with the body mass index where weight and height are. */
export function readVitals(values: FormValues): readonly TypedVital[] {
  const vitals: TypedVital[] = [];
  for (const sign of measuredSigns) {
    const value = readNumber(textOf(values, sign) ?? '');
    if (value !== undefined) vitals.push({ sign, value });
  }
  const of = (sign: VitalSign) => vitals.find((vital) => vital.sign === sign)?.value;
  const [weight, height] = [of('weight'), of('height')];
  if (weight !== undefined && height !== undefined && height > 0) {
    vitals.push({ sign: 'bodyMassIndex', value: bodyMassIndex(weight, height) });
  }
  return vitals;
}

/** Rules between vital signs: both pressures or none, the upper above the lower, a plausible body mass index. */
export function checkVitals(values: FormValues): readonly FieldProblem[] {
  const vitals = readVitals(values);
  const of = (sign: VitalSign) => vitals.find((vital) => vital.sign === sign)?.value;
  const [systolic, diastolic, index] = [of('systolic'), of('diastolic'), of('bodyMassIndex')];
  const problems: FieldProblem[] = [];
  if ((systolic === undefined) !== (diastolic === undefined)) {
    const words = { fr: 'Tension : les deux valeurs vont ensemble', en: 'Blood pressure: both values go together' };
    problems.push(fieldProblem(systolic === undefined ? 'systolic' : 'diastolic', 'required', words));
  }
  if (systolic !== undefined && diastolic !== undefined && systolic <= diastolic) {
    const words = {
      fr: 'Tension diastolique : elle doit être sous la systolique',
      en: 'Diastolic blood pressure: it must be below the systolic',
    };
    problems.push(fieldProblem('diastolic', 'inconsistent', words));
  }
  if (index !== undefined && !isPlausible('bodyMassIndex', index)) {
    const [low, high] = vitalSignDefinitions.bodyMassIndex.hardRange;
    const words = { fr: 'Taille : vérifiez le poids et la taille', en: 'Height: please check weight and height' };
    if (index < low || index > high) problems.push(fieldProblem('height', 'inconsistent', words));
    else problems.push(fieldProblem('height', 'implausible', words, 'warning'));
  }
  return problems;
}

/** How each filled-in vital sign is to be read at an age: for the arrows beside the fields while people type. */
export function assessVitals(values: FormValues, ageMonths: number | undefined) {
  return readVitals(values).map(({ sign, value }) => ({
    sign,
    value,
    assessment: assessValue(sign, value, ageMonths),
  }));
}
