/** One sentence for a person. */
export interface ReasonWords {
  readonly fr: string;
  readonly en: string;
}

/** Why lanes were given to another link, in a word of a closed list, and what staff read of it. */
export const decisionReasons = {
  ready: { fr: 'La liaison est prête.', en: 'The link is ready.' },
  unreachable: { fr: 'La liaison n’a plus de réseau.', en: 'The link has no network any more.' },
  silent: { fr: 'La liaison ne répond plus.', en: 'The link does not answer any more.' },
  'session-ended': { fr: 'La session sur la liaison est terminée.', en: 'The session over the link has ended.' },
  losses: { fr: 'La liaison perd trop de paquets.', en: 'The link loses too many packets.' },
  slow: { fr: 'La liaison est devenue trop lente.', en: 'The link has become too slow.' },
  cheaper: {
    fr: 'Une liaison moins chère est de nouveau stable.',
    en: 'A link that costs less is stable again.',
  },
  better: { fr: 'L’autre liaison est nettement meilleure.', en: 'The other link is clearly better.' },
  preferred: { fr: 'La liaison préférée est de nouveau aussi bonne.', en: 'The preferred link is as good again.' },
  forced: { fr: 'Une personne a choisi cette liaison.', en: 'A person has chosen this link.' },
  'not-forced': { fr: 'Le choix manuel est levé.', en: 'The choice by hand was lifted.' },
  /** Of a program that is newer than the one that reads it. */
  unknown: {
    fr: 'Pour une raison que ce programme ne connaît pas encore.',
    en: 'For a reason that this program does not know yet.',
  },
  'budget-spent': { fr: 'Le forfait de la liaison est épuisé.', en: 'The budget of the link is spent.' },
} as const satisfies Readonly<Record<string, ReasonWords>>;

export type DecisionReason = keyof typeof decisionReasons;
