import { asksBirth, birthFields, checkDemographics, contactFields, nameFields } from './demographic-fields.js';
import type { Form, FormValues } from './field.js';
import { textOf } from './field.js';

/** Who is registered: someone who can say who they are, a newborn, or someone who cannot. */
export const registrationModes = [
  { code: 'usual', fr: 'Patient', en: 'Patient' },
  { code: 'newborn', fr: 'Nouveau-né', en: 'Newborn' },
  { code: 'unidentified', fr: 'Urgence non identifiée', en: 'Unidentified emergency' },
] as const;

const newbornOnly: ReadonlySet<string> = new Set(['motherName', 'birthOrder']);

/** Registration at the desk, offline, in under a minute: a name, a sex and a birth date or age are enough. */
export const registrationForm: Form = {
  name: 'registration',
  fields: [
    {
      name: 'mode',
      label: { fr: 'Qui enregistrez-vous ?', en: 'Who do you register?' },
      kind: 'choice',
      required: true,
      choices: registrationModes,
    },
    ...nameFields,
    ...birthFields,
    { name: 'motherName', label: { fr: 'Nom de la mère', en: 'Name of the mother' }, kind: 'text', required: true },
    {
      name: 'birthOrder',
      label: { fr: 'Rang de naissance (jumeaux)', en: 'Birth order (twins)' },
      kind: 'number',
      required: false,
      range: [1, 8],
    },
    ...contactFields,
    {
      name: 'description',
      label: { fr: 'Signes pour reconnaître la personne', en: 'Marks to recognise the person by' },
      hint: { fr: 'Vêtements, cicatrices, lieu où elle a été trouvée', en: 'Clothes, scars, where they were found' },
      kind: 'long-text',
      required: false,
      lengthMax: 1000,
    },
  ],
  asks: asksInRegistration,
  requires: (field, values) => {
    const mode = textOf(values, 'mode');
    if (mode === 'unidentified') return field === 'mode' || field === 'sex';
    return undefined;
  },
  check: (values) => checkDemographics(values),
};

function asksInRegistration(field: string, values: FormValues): boolean {
  const mode = textOf(values, 'mode');
  if (newbornOnly.has(field)) return mode === 'newborn';
  if (field === 'description') return mode === 'unidentified';
  if (field === 'nationalId') return mode === 'usual' || mode === undefined;
  return asksBirth(field, values);
}
