import { asksBirth, birthFields, checkDemographics, contactFields, nameFields } from './demographic-fields.js';
import { type Form, isYes } from './field.js';

/** Correcting and completing who a patient is; a death is told here too. */
export const demographicsForm: Form = {
  name: 'demographics',
  fields: [
    ...nameFields,
    ...birthFields,
    ...contactFields,
    { name: 'deceased', label: { fr: 'Décédé(e)', en: 'Deceased' }, kind: 'yes-no', required: false },
    { name: 'deceasedDate', label: { fr: 'Date du décès', en: 'Date of death' }, kind: 'date', required: false },
  ],
  asks: (field, values) => (field === 'deceasedDate' ? isYes(values, 'deceased') : asksBirth(field, values)),
  check: (values) => checkDemographics(values),
};
