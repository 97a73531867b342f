import { allergyForm } from './allergy.js';
import { type Form, type FormField, textOf } from './field.js';

/** What became of an allergy. Only the first keeps it among those that are checked and shown in the banner. */
export const allergyStandings = ['active', 'inactive', 'resolved', 'refuted'] as const;
export type AllergyStanding = (typeof allergyStandings)[number];

const criticality = allergyForm.fields.filter(({ name }) => name === 'criticality' || name === 'reaction');

const standing: FormField = {
  name: 'standing',
  label: { fr: 'État', en: 'State' },
  kind: 'choice',
  required: true,
  choices: [
    { code: 'active', fr: 'Toujours active', en: 'Still active' },
    { code: 'inactive', fr: 'Inactive', en: 'Inactive' },
    { code: 'resolved', fr: 'Résolue', en: 'Resolved' },
    { code: 'refuted', fr: 'Écartée : ce n’est pas une allergie', en: 'Refuted: it is no allergy' },
  ],
};

/** Changing an allergy that is recorded: how grave it is, or that it counts no more, which needs a reason. */
export const allergyChangeForm: Form = {
  name: 'allergyChange',
  fields: [
    standing,
    ...criticality,
    {
      name: 'reason',
      label: { fr: 'Pourquoi', en: 'Why' },
      hint: {
        fr: 'Une allergie ne se retire pas sans raison : test, avis, erreur de saisie…',
        en: 'An allergy is not taken away without a reason: test, opinion, error…',
      },
      kind: 'long-text',
      required: false,
      lengthMax: 500,
    },
  ],
  requires: (field, values) => (field === 'reason' ? (textOf(values, 'standing') ?? 'active') !== 'active' : undefined),
};
