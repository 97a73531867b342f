import type { CopyLanguage } from '../subject-copy/plain-words.js';
import { auditYearsMin, type EndlessKind, type RetentionDays, type RetentionKind } from './retention.js';

type Both<T> = Readonly<Record<CopyLanguage, T>>;

interface SweptWords {
  readonly name: string;
  /** Why it is not kept for less, and not for more. */
  readonly bounds: string;
}

export const sweptWords: Both<Readonly<Record<RetentionKind, SweptWords>>> = {
  fr: {
    'sign-ins': {
      name: 'connexions récentes et inhabituelles',
      bounds: 'au moins le temps de les montrer ; le journal d’audit en garde la preuve',
    },
    habits: { name: 'habitudes de connexion', bounds: 'au-delà de 180 jours ce n’est plus une habitude' },
    'account-changes': {
      name: 'changements de comptes déjà dits',
      bounds: 'au moins le temps que leur personne revienne ; ce qui n’a pas été dit reste',
    },
    exports: {
      name: 'exports en bloc',
      bounds: 'le temps de les retirer ; ils lisent les dossiers tels qu’ils étaient',
    },
    subscriptions: { name: 'abonnements arrêtés', bounds: 'le temps de les reprendre' },
    'mended-changes': {
      name: 'changements mis de côté, puis appliqués',
      bounds: 'le temps de comprendre pourquoi ; ceux qui attendent restent',
    },
  },
  en: {
    'sign-ins': {
      name: 'recent and unusual sign-ins',
      bounds: 'at least until they were shown; the audit keeps the proof',
    },
    habits: { name: 'habits of signing in', bounds: 'after 180 days it is no habit any more' },
    'account-changes': {
      name: 'changes of accounts that were told',
      bounds: 'at least until their person is back; what was not told stays',
    },
    exports: { name: 'bulk exports', bounds: 'the time to fetch them; they read records as they were' },
    subscriptions: { name: 'subscriptions that are off', bounds: 'the time to take them up again' },
    'mended-changes': {
      name: 'changes set aside and applied since',
      bounds: 'the time to understand why; those that wait stay',
    },
  },
};

/** What is kept until something else than a time ends it, in plain words. */
export const endlessWords: Both<Readonly<Record<EndlessKind, string>>> = {
  fr: {
    records: 'dossiers : jusqu’à une décision d’effacement',
    copies: 'copies pour les patients : pas gardées ici, leur remise est dans le journal d’audit',
    quarantine: 'lots contradictoires : jusqu’à ce qu’on sache d’où ils viennent',
    audit: `journal d’audit : sans fin, car c’est une preuve en une seule chaîne (au moins ${auditYearsMin} ans par la loi n° 2010/012)`,
    openings: 'ouvertures sans relation de soin : sans fin, comme le journal d’audit',
    sessions: 'sessions : jusqu’à leur fin',
    accounts: 'comptes : sans fin, car ils disent qui a écrit',
    logs: 'journal du programme : chez le système (journald), sans donnée de patient',
  },
  en: {
    records: 'records: until a decision to erase',
    copies: 'copies for patients: not kept here, that they were handed out stands in the audit',
    quarantine: 'contradictory batches: until it is known where they come from',
    audit: `audit trail: without end, for it is a proof in one chain (at least ${auditYearsMin} years by Law 2010/012)`,
    openings: 'openings without a care relationship: without end, as the audit',
    sessions: 'sessions: until their end',
    accounts: 'accounts: without end, for they say who wrote',
    logs: 'log of the program: with the system (journald), without data of patients',
  },
};

export function daysText(days: number, language: CopyLanguage): string {
  if (language === 'fr') return `${days} ${days === 1 ? 'jour' : 'jours'}`;
  return `${days} ${days === 1 ? 'day' : 'days'}`;
}

/** One kind and its time, as the register and the command line say it. */
export function sweptText(kind: RetentionKind, days: RetentionDays, language: CopyLanguage): string {
  const { name } = sweptWords[language][kind];
  return `${name}${language === 'fr' ? ' : ' : ': '}${daysText(days[kind], language)}`;
}
