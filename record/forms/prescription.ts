import { doseUnits, medicineOf, medicines, routes } from '../clinical/medicines.js';
import type { Form, FormValues } from './field.js';
import { isYes, textOf } from './field.js';
import { readNumber } from './number-text.js';

/** For those only who may see what is confidential (rule R22). */
export const confidentialField = 'confidential';

/** One prescribed medicine. The quantity to dispense follows from dose, frequency and duration. */
export const prescriptionForm: Form = {
  name: 'prescription',
  fields: [
    {
      name: 'medicine',
      label: { fr: 'Médicament', en: 'Medicine' },
      kind: 'choice',
      required: true,
      choices: medicines,
      freeText: true,
      lengthMax: 200,
    },
    {
      name: 'dose',
      label: { fr: 'Dose par prise', en: 'Dose each time' },
      kind: 'number',
      required: true,
      range: [0.1, 10_000],
      plausibleRange: [0.1, 100],
      decimals: 2,
    },
    {
      name: 'doseUnit',
      label: { fr: 'Unité', en: 'Unit' },
      kind: 'choice',
      required: true,
      choices: doseUnits,
    },
    { name: 'route', label: { fr: 'Voie', en: 'Route' }, kind: 'choice', required: true, choices: routes },
    {
      name: 'timesPerDay',
      label: { fr: 'Prises par jour', en: 'Times a day' },
      kind: 'number',
      required: true,
      unit: '/j',
      range: [1, 24],
      plausibleRange: [1, 6],
    },
    {
      name: 'days',
      label: { fr: 'Durée', en: 'Duration' },
      kind: 'number',
      required: true,
      unit: 'j',
      range: [1, 365],
      plausibleRange: [1, 90],
    },
    { name: 'asNeeded', label: { fr: 'Si besoin', en: 'As needed' }, kind: 'yes-no', required: false },
    {
      name: 'indication',
      label: { fr: 'Indication', en: 'Indication' },
      hint: { fr: 'Pourquoi ce médicament', en: 'Why this medicine' },
      kind: 'text',
      required: true,
    },
    {
      name: 'instructions',
      label: { fr: 'Consignes', en: 'Instructions' },
      hint: { fr: 'Par exemple : au cours du repas', en: 'For example: with food' },
      kind: 'text',
      required: false,
      lengthMax: 300,
    },
    {
      name: confidentialField,
      label: { fr: 'Confidentielle : le personnel infirmier ne la voit pas', en: 'Confidential: nurses do not see it' },
      kind: 'yes-no',
      required: false,
    },
  ],
};

/** What choosing a medicine of the pick list fills in. */
export function medicineDefaults(code: string): FormValues {
  const medicine = medicineOf(code);
  return medicine === undefined ? {} : { doseUnit: medicine.unit, route: medicine.route };
}

/** How much to dispense, rounded up to whole units; `undefined` while a part is missing or the unit cannot be counted. */
export function quantityToDispense(values: FormValues): number | undefined {
  const unit = doseUnits.find(({ code }) => code === textOf(values, 'doseUnit'));
  const [dose, times, days] = ['dose', 'timesPerDay', 'days'].map((name) => readNumber(textOf(values, name) ?? ''));
  if (unit?.countable !== true || dose === undefined || times === undefined || days === undefined) return undefined;
  // Cents, so that 0.1 three times a day is not 0.30000000000000004.
  return Math.ceil((Math.round(dose * 100) * times * days) / 100);
}

/** The prescription in one line, as it is read out and printed. */
export function writeDosage(values: FormValues, language: 'fr' | 'en'): string {
  const unit = doseUnits.find(({ code }) => code === textOf(values, 'doseUnit'));
  const route = routes.find(({ code }) => code === textOf(values, 'route'));
  const dose = readNumber(textOf(values, 'dose') ?? '');
  const times = textOf(values, 'timesPerDay') ?? '';
  const days = Number(textOf(values, 'days') ?? 0);
  const decimal = dose === undefined ? '' : language === 'fr' ? String(dose).replace('.', ',') : String(dose);
  const plural = (word: string) => ((dose ?? 0) >= 2 && word.length > 2 ? `${word}s` : word);
  const asNeeded = isYes(values, 'asNeeded');
  const parts =
    language === 'fr'
      ? [
          `${decimal} ${plural(unit?.fr ?? '')}`,
          `${times} fois par jour`,
          `pendant ${days} ${days > 1 ? 'jours' : 'jour'}`,
        ]
      : [`${decimal} ${plural(unit?.en ?? '')}`, `${times} times a day`, `for ${days} ${days === 1 ? 'day' : 'days'}`];
  if (route !== undefined) parts.push(route[language]);
  if (asNeeded) parts.push(language === 'fr' ? 'si besoin' : 'as needed');
  const instructions = textOf(values, 'instructions');
  if (instructions !== undefined) parts.push(instructions);
  return parts.join(', ');
}
