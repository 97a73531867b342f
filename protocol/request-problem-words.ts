/** What people are told of conditional requests and patches that were not carried out. */
export const requestProblemWords = {
  'profile-unknown': [
    'This profile is not known here, so nothing was checked against it.',
    'Ce profil n’est pas connu ici : rien n’a été vérifié par rapport à lui.',
  ],
  'condition-none': [
    'Nothing here meets the condition; nothing was stored.',
    'Rien ici ne répond à la condition ; rien n’a été enregistré.',
  ],
  'condition-several': [
    'More than one record meets the condition; nothing was stored. Say more exactly which one is meant.',
    'Plusieurs éléments répondent à la condition ; rien n’a été enregistré. Précisez lequel est visé.',
  ],
  'condition-changed': [
    'Others are writing the same records; nothing of yours was stored. Try again.',
    'D’autres écrivent les mêmes éléments ; rien de votre envoi n’a été enregistré. Réessayez.',
  ],
  'patch-test-failed': [
    'The record is not as the patch expects it; nothing was stored. Read it again.',
    'L’élément n’est pas tel que la modification l’attend ; rien n’a été enregistré. Relisez-le.',
  ],
  'patch-inapplicable': [
    'The patch names something that the record does not have; nothing was stored.',
    'La modification vise ce que l’élément n’a pas ; rien n’a été enregistré.',
  ],
} as const satisfies Record<string, readonly [en: string, fr: string]>;
