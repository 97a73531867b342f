import type { AccessKind } from '../access.js';
import type { CopyLanguage } from '../subject-copy/plain-words.js';
import type { Processing } from './processings.js';

interface ProcessingWords {
  readonly title: string;
  readonly purpose: string;
  readonly basis: string;
  readonly people: string;
}

type Both<T> = Readonly<Record<CopyLanguage, T>>;

export const processingWords: Both<Readonly<Record<Processing, ProcessingWords>>> = {
  fr: {
    care: {
      title: 'Dossier médical',
      purpose: 'soigner les patients et assurer la continuité des soins',
      basis: 'soins par des personnes tenues au secret ; obligation de tenir un dossier',
      people: 'patients, leurs proches à prévenir',
    },
    billing: {
      title: 'Facturation et prise en charge',
      purpose: 'facturer les soins et obtenir leur prise en charge',
      basis: 'contrat ; obligations comptables',
      people: 'patients, payeurs',
    },
    staff: {
      title: 'Annuaire du personnel',
      purpose: 'savoir qui soigne, où, et avec quel droit d’exercer',
      basis: 'obligation de l’hôpital',
      people: 'personnel',
    },
    'sign-in': {
      title: 'Comptes et connexions',
      purpose: 'ne laisser entrer que le personnel, et remarquer qui se fait passer pour lui',
      basis: 'sécurité des données de santé',
      people: 'personnel',
    },
    audit: {
      title: 'Journal d’audit',
      purpose: 'prouver qui a vu ou fait quoi, et le dire au patient',
      basis: 'sécurité des données de santé ; droit du patient de le savoir',
      people: 'personnel ; patients par référence',
    },
    exchange: {
      title: 'Avis à d’autres programmes',
      purpose: 'prévenir les programmes choisis par l’hôpital qu’un dossier a changé',
      basis: 'soins',
      people: 'personnel qui les a demandés',
    },
    figures: {
      title: 'Chiffres sans nom',
      purpose: 'rendre compte de l’activité',
      basis: 'mission de santé publique',
      people: 'personne : des nombres',
    },
  },
  en: {
    care: {
      title: 'Medical record',
      purpose: 'care for patients, and its continuity',
      basis: 'care by people bound by secrecy; duty to keep a record',
      people: 'patients, those to contact for them',
    },
    billing: {
      title: 'Billing and coverage',
      purpose: 'bill care and have it covered',
      basis: 'contract; accounting duties',
      people: 'patients, payers',
    },
    staff: {
      title: 'Directory of staff',
      purpose: 'know who treats, where, and with which licence',
      basis: 'duty of the hospital',
      people: 'staff',
    },
    'sign-in': {
      title: 'Accounts and sign-ins',
      purpose: 'let nobody in but staff, and notice who pretends to be one',
      basis: 'security of health data',
      people: 'staff',
    },
    audit: {
      title: 'Audit trail',
      purpose: 'prove who saw or did what, and tell the patient',
      basis: 'security of health data; the patient’s right to know',
      people: 'staff; patients by reference',
    },
    exchange: {
      title: 'Notifications to other programs',
      purpose: 'tell the programs that the hospital chose that a record changed',
      basis: 'care',
      people: 'staff who asked for them',
    },
    figures: {
      title: 'Figures without names',
      purpose: 'report on activity',
      basis: 'public health',
      people: 'nobody: numbers',
    },
  },
};

export const kindWords: Both<Readonly<Record<AccessKind, string>>> = {
  fr: {
    identity: 'identité',
    visit: 'visites et rendez-vous',
    clinical: 'données cliniques',
    prescription: 'ordonnances',
    dispensing: 'délivrances',
    laboratory: 'résultats',
    billing: 'factures et prises en charge',
    directory: 'personnel et lieux',
    notification: 'abonnements de programmes',
    terminology: 'terminologies',
    aggregate: 'chiffres sans nom',
    trail: 'origine et motifs',
    audit: 'journal d’audit',
  },
  en: {
    identity: 'identity',
    visit: 'visits and appointments',
    clinical: 'clinical data',
    prescription: 'prescriptions',
    dispensing: 'dispensing',
    laboratory: 'results',
    billing: 'invoices and coverage',
    directory: 'staff and places',
    notification: 'subscriptions of programs',
    terminology: 'terminologies',
    aggregate: 'figures without names',
    trail: 'origin and reasons',
    audit: 'audit trail',
  },
};

const beyond: Both<Readonly<Record<string, string>>> = {
  fr: {
    accounts: 'comptes et rôles',
    'second-factors': 'seconds facteurs et clés',
    sessions: 'sessions : adresse, navigateur',
    'sign-ins': 'habitudes de connexion : heures, lieux',
  },
  en: {
    accounts: 'accounts and roles',
    'second-factors': 'second factors and keys',
    sessions: 'sessions: address, browser',
    'sign-ins': 'habits of signing in: hours, places',
  },
};

export function beyondWord(name: string, language: CopyLanguage): string {
  return beyond[language][name] ?? name;
}
