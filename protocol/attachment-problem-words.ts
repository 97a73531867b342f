/** What the problems of attachments say, as in `problem-words.ts`. */
export const attachmentProblemWords = {
  'attachment-pending': [
    'The attachment is not here yet. It has been asked for; try again in a moment.',
    'La pièce jointe n’est pas encore ici. Elle est demandée ; réessayez dans un instant.',
  ],
  'attachment-quota': [
    'There is no room for more attachments here. The records themselves go on; free space or raise the limit.',
    'Plus de place ici pour les pièces jointes. Les dossiers continuent ; libérez de la place ou relevez la limite.',
  ],
  'range-unsatisfiable': [
    'The part that was asked for lies outside the attachment.',
    'La partie demandée est hors de la pièce jointe.',
  ],
} as const satisfies Record<string, readonly [en: string, fr: string]>;
