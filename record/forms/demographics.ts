import { asksBirth, birthFields, checkDemographics, contactFields, nameFields } from './demographic-fields.js';
import { type Form, type FormField, type FormValues, isYes, textOf } from './field.js';

const reason: FormField = {
  name: 'identifierReason',
  label: { fr: 'Pourquoi retirer l’ancien numéro', en: 'Why the old number is taken out' },
  hint: {
    fr: 'Un identifiant ne se retire pas sans raison : faute de frappe, carte d’une autre personne…',
    en: 'An identifier is not taken out without a reason: typing error, somebody else’s card…',
  },
  kind: 'text',
  required: false,
  lengthMax: 500,
};

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

/** The same for who has these values now: another card number than the one that stands is not put without a reason. */
export function demographicsFormOf(before: FormValues): Form {
  const isTakenOut = (values: FormValues) =>
    textOf(before, 'nationalId') !== undefined && changesNationalId(before, values);
  return {
    ...demographicsForm,
    fields: demographicsForm.fields.flatMap((field) => (field.name === 'nationalId' ? [field, reason] : [field])),
    asks: (field, values) =>
      field === reason.name ? isTakenOut(values) : (demographicsForm.asks?.(field, values) ?? true),
    requires: (field, values) => (field === reason.name ? isTakenOut(values) : undefined),
  };
}

/** Why an identifier is taken out; `undefined` where none is. */
export function identifierReasonOf(before: FormValues, values: FormValues): string | undefined {
  return demographicsFormOf(before).asks?.(reason.name, values) === true ? textOf(values, reason.name) : undefined;
}

/** Whether the card number is another one, not only written with other spaces. */
export function changesNationalId(before: FormValues, values: FormValues): boolean {
  return textOf(before, 'nationalId') !== textOf(values, 'nationalId');
}
