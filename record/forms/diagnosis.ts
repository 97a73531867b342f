import { diagnoses } from '../clinical/diagnoses.js';
import type { Form } from './field.js';

/** One diagnosis: from the pick list by its code, or in words. */
export const diagnosisForm: Form = {
  name: 'diagnosis',
  fields: [
    {
      name: 'diagnosis',
      label: { fr: 'Diagnostic', en: 'Diagnosis' },
      kind: 'choice',
      required: true,
      choices: diagnoses,
      freeText: true,
      lengthMax: 200,
    },
    {
      name: 'certainty',
      label: { fr: 'Certitude', en: 'Certainty' },
      kind: 'choice',
      required: true,
      choices: [
        { code: 'confirmed', fr: 'Confirmé', en: 'Confirmed' },
        { code: 'provisional', fr: 'Suspecté', en: 'Suspected' },
      ],
    },
    { name: 'since', label: { fr: 'Depuis', en: 'Since' }, kind: 'date', required: false },
  ],
};
