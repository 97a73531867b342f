import { foldText } from '../fold.js';
import { type FieldProblem, type Form, textOf } from './field.js';

const lettersMin = 2;

/**
 * Looking for a patient of another hospital through the hub: by an identifier, or by the family name together with a
 * given name or the date of birth. A part of a name alone would list strangers.
 */
export const remoteSearchForm: Form = {
  name: 'remote',
  fields: [
    {
      name: 'purpose',
      label: { fr: 'Pourquoi cherchez-vous ?', en: 'Why are you looking?' },
      hint: {
        fr: 'Votre nom, l’heure et ce motif sont notés ici et au central.',
        en: 'Your name, the time and this reason are noted here and at the hub.',
      },
      kind: 'choice',
      required: true,
      choices: [
        { code: 'treatment', fr: 'Soins', en: 'Treatment' },
        { code: 'emergency', fr: 'Urgence', en: 'Emergency' },
        { code: 'referral', fr: 'Référence', en: 'Referral' },
        { code: 'identity', fr: 'Identité', en: 'Identity' },
      ],
    },
    { name: 'healthId', label: { fr: 'Numéro de santé', en: 'Health number' }, kind: 'identifier', required: false },
    {
      name: 'nationalId',
      label: { fr: 'Numéro de CNI', en: 'National identity card' },
      kind: 'identifier',
      required: false,
    },
    { name: 'family', label: { fr: 'Nom', en: 'Family name' }, kind: 'text', required: false, lengthMax: 100 },
    { name: 'given', label: { fr: 'Prénom', en: 'Given name' }, kind: 'text', required: false, lengthMax: 100 },
    { name: 'birthDate', label: { fr: 'Date de naissance', en: 'Date of birth' }, kind: 'date', required: false },
  ],
  check: (values) => {
    const letters = (field: string) => foldText(textOf(values, field) ?? '').length;
    const identified = textOf(values, 'healthId') !== undefined || textOf(values, 'nationalId') !== undefined;
    const named =
      letters('family') >= lettersMin && (letters('given') >= lettersMin || textOf(values, 'birthDate') !== undefined);
    return identified || named ? [] : [tooBroad];
  },
};

const tooBroad: FieldProblem = {
  field: 'family',
  code: 'inconsistent',
  severity: 'error',
  fr: 'Donnez un numéro, ou le nom avec le prénom ou la date de naissance',
  en: 'Give a number, or the family name with the given name or the date of birth',
};
