import type { Form } from './field.js';
import { checkVitals, vitalFields } from './vitals.js';

/** A visit: why the patient came, what was measured, what was found. Diagnoses and prescriptions are forms of their own. */
export const visitForm: Form = {
  name: 'visit',
  fields: [
    {
      name: 'reason',
      label: { fr: 'Motif de la visite', en: 'Reason for the visit' },
      hint: { fr: 'Avec les mots du patient', en: 'In the patient’s words' },
      kind: 'text',
      required: true,
      lengthMax: 300,
    },
    ...vitalFields,
    {
      name: 'note',
      label: { fr: 'Observation', en: 'Note' },
      hint: { fr: 'Examen, évolution, conduite à tenir', en: 'Examination, course, plan' },
      kind: 'long-text',
      required: false,
      lengthMax: 20_000,
    },
  ],
  check: (values) => checkVitals(values),
};

/** A note on its own, between visits. */
export const noteForm: Form = {
  name: 'note',
  fields: [
    { name: 'note', label: { fr: 'Observation', en: 'Note' }, kind: 'long-text', required: true, lengthMax: 20_000 },
  ],
};
