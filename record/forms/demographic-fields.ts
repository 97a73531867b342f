import { regions } from '../identity/regions.js';
import { fieldProblem } from './check-form.js';
import type { FieldProblem, FormField, FormValues } from './field.js';
import { isYes, textOf } from './field.js';

/** How the birth date is known. */
export const birthKinds = [
  { code: 'date', fr: 'Date connue', en: 'Date known' },
  { code: 'age', fr: 'Âge estimé', en: 'Estimated age' },
  { code: 'unknown', fr: 'Inconnue', en: 'Unknown' },
] as const;

/** The fields about who someone is, in registration and editing alike. */
export const nameFields: readonly FormField[] = [
  { name: 'family', label: { fr: 'Nom', en: 'Family name' }, kind: 'text', required: true, lengthMax: 100 },
  { name: 'given', label: { fr: 'Prénoms', en: 'Given names' }, kind: 'text', required: false, lengthMax: 100 },
  {
    name: 'sex',
    label: { fr: 'Sexe', en: 'Sex' },
    kind: 'choice',
    required: true,
    choices: [
      { code: 'female', fr: 'Féminin', en: 'Female' },
      { code: 'male', fr: 'Masculin', en: 'Male' },
      { code: 'other', fr: 'Autre', en: 'Other' },
      { code: 'unknown', fr: 'Inconnu', en: 'Unknown' },
    ],
  },
];

export const birthFields: readonly FormField[] = [
  {
    name: 'birthKind',
    label: { fr: 'Naissance', en: 'Birth' },
    kind: 'choice',
    required: true,
    choices: birthKinds,
  },
  {
    name: 'birthDate',
    label: { fr: 'Date de naissance', en: 'Date of birth' },
    hint: { fr: 'Le jour et le mois peuvent manquer', en: 'Day and month may be left out' },
    kind: 'date',
    required: true,
  },
  {
    name: 'ageYears',
    label: { fr: 'Âge en années', en: 'Age in years' },
    kind: 'number',
    required: false,
    unit: 'ans',
    range: [0, 130],
    plausibleRange: [0, 110],
  },
  {
    name: 'ageMonths',
    label: { fr: 'et en mois', en: 'and in months' },
    hint: { fr: 'Pour un enfant de moins de 5 ans', en: 'For a child under 5' },
    kind: 'number',
    required: false,
    unit: 'mois',
    range: [0, 59],
  },
];

export const contactFields: readonly FormField[] = [
  { name: 'phone', label: { fr: 'Téléphone', en: 'Phone' }, kind: 'phone', required: false },
  { name: 'city', label: { fr: 'Ville ou village', en: 'Town or village' }, kind: 'text', required: false },
  { name: 'district', label: { fr: 'Quartier', en: 'Neighbourhood' }, kind: 'text', required: false },
  { name: 'region', label: { fr: 'Région', en: 'Region' }, kind: 'choice', required: false, choices: regions },
  {
    name: 'nationalId',
    label: { fr: 'Numéro de CNI', en: 'National identity card number' },
    kind: 'identifier',
    required: false,
    lengthMax: 30,
  },
];

const earliestBirthYear = 1890;

/** Which of the birth fields count: those of the way that was chosen. */
export function asksBirth(field: string, values: FormValues): boolean {
  const kind = textOf(values, 'birthKind');
  if (field === 'birthDate') return kind === 'date';
  if (field === 'ageYears' || field === 'ageMonths') return kind === 'age';
  return true;
}

/** Rules between the demographic fields. */
export function checkDemographics(values: FormValues): readonly FieldProblem[] {
  const problems: FieldProblem[] = [];
  const kind = textOf(values, 'birthKind');
  if (kind === 'age' && textOf(values, 'ageYears') === undefined && textOf(values, 'ageMonths') === undefined) {
    const words = { fr: 'Âge : des années ou des mois', en: 'Age: years or months' };
    problems.push(fieldProblem('ageYears', 'required', words));
  }
  const year = Number(textOf(values, 'birthDate')?.slice(0, 4));
  if (kind === 'date' && year < earliestBirthYear) {
    const words = { fr: 'Date de naissance : vérifiez l’année', en: 'Date of birth: check the year' };
    problems.push(fieldProblem('birthDate', 'out-of-range', words));
  }
  const nationalId = textOf(values, 'nationalId');
  if (nationalId !== undefined && !/^[A-Za-z0-9 ./-]{5,30}$/.test(nationalId)) {
    const words = { fr: 'Numéro de CNI : lettres et chiffres seulement', en: 'Card number: letters and digits only' };
    problems.push(fieldProblem('nationalId', 'malformed', words));
  }
  if (isYes(values, 'deceased') && kind === 'date') {
    const died = textOf(values, 'deceasedDate');
    const born = textOf(values, 'birthDate') ?? '';
    if (died !== undefined && died.slice(0, born.length) < born.slice(0, died.length)) {
      const words = { fr: 'Date du décès : avant la naissance', en: 'Date of death: before birth' };
      problems.push(fieldProblem('deceasedDate', 'inconsistent', words));
    }
  }
  return problems;
}
