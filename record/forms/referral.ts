import type { Form } from './field.js';

/** Sending a patient to another site. `site` holds the id of its Organization, which the screen offers by name. */
export const referralForm: Form = {
  name: 'referral',
  fields: [
    { name: 'site', label: { fr: 'Référer à', en: 'Refer to' }, kind: 'identifier', required: true },
    {
      name: 'priority',
      label: { fr: 'Priorité', en: 'Priority' },
      kind: 'choice',
      required: true,
      choices: [
        { code: 'routine', fr: 'Normale', en: 'Routine' },
        { code: 'urgent', fr: 'Urgente', en: 'Urgent' },
        { code: 'stat', fr: 'Immédiate', en: 'Immediate' },
      ],
    },
    {
      name: 'reason',
      label: { fr: 'Motif', en: 'Reason' },
      hint: { fr: 'Ce que vous demandez à vos confrères', en: 'What you ask your colleagues' },
      kind: 'long-text',
      required: true,
      lengthMax: 2000,
    },
  ],
};
