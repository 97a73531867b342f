import type { CopyLanguage } from '../subject-copy/plain-words.js';

const fr = {
  title: 'Notification d’une violation de données',
  to: 'À',
  authority: 'l’autorité de protection des données personnelles',
  from: 'De',
  contact: 'Contact',
  known: 'Connue le',
  deadline: 'À notifier avant le',
  late: 'LE DÉLAI DE 72 HEURES EST PASSÉ : dites pourquoi.',
  happened: 'Ce qui s’est passé',
  period: 'Période',
  byAccount: (name: string) => `Le compte « ${name} » a été employé par quelqu’un qui n’en avait pas le droit.`,
  byAddress: (address: string) => `Depuis le poste ${address}, quelqu’un a eu accès sans en avoir le droit.`,
  byBox: 'Le boîtier de ce site a été volé ou perdu, avec les dossiers qu’il garde.',
  accounts: 'Comptes',
  noAccounts: 'aucun compte connu',
  addressLimit:
    'Une adresse n’est connue que des dernières connexions ; ce qui suit compte tout ce que ces comptes ont fait dans la période.',
  disabled: 'désactivé',
  signIns: 'Connexions dans la période',
  openSessions: 'Sessions encore ouvertes',
  endThem: 'Mettez-y fin : console, Sessions.',
  none: 'aucune',
  concerned: 'Personnes et données concernées',
  patients: 'Patients dont le dossier a été touché, au moins',
  patientsHeld: 'Patients dont le dossier est dans le boîtier',
  kinds: 'Sortes de données',
  acts: 'Actes',
  unnamed: (count: number) =>
    `${count} recherches ou exports ne nomment pas chaque patient : comptez davantage de personnes, et toutes s’il y eut un export en bloc.`,
  protection: 'Ce qui protège',
  signedIn: 'Le chiffrement ne protège pas de qui entre par un compte : ce qui a été ouvert a été lu en clair.',
  done: 'Ce qui a été fait',
  doneUnsaid: 'rien n’est noté : dites-le par --done',
  consequences: 'Conséquences probables',
  consequence:
    'Des données de santé ont pu être connues de personnes sans droit : atteinte à la vie privée, stigmatisation, chantage.',
  people: 'Aux personnes concernées',
  peopleText: (name: string, from: string, to: string, what: string) =>
    `Madame, Monsieur, entre le ${from} et le ${to}, ${what} à ${name}. Des informations de votre dossier ont pu être vues par quelqu’un qui n’en avait pas le droit. Votre dossier est toujours là, complet, et vos soins continuent.`,
  peopleAccount: 'un compte du personnel a été employé sans droit',
  peopleAddress: 'un poste a été employé sans droit',
  peopleBox: 'un boîtier qui garde des dossiers a disparu',
  peopleDo:
    'Que faire : méfiez-vous de qui vous parle de votre santé sans que vous l’ayez demandé ; ne payez rien ; prévenez-nous. Vous pouvez demander qui a ouvert votre dossier, une copie, et la restriction de son usage.',
  peopleAsk: 'Renseignements',
  peopleComplain: 'Plainte',
  check: 'Fait par Carnet d’après le journal d’audit. Relisez, complétez, signez.',
};

const en: typeof fr = {
  title: 'Notice of a personal data breach',
  to: 'To',
  authority: 'the authority for the protection of personal data',
  from: 'From',
  contact: 'Contact',
  known: 'Known since',
  deadline: 'To be told before',
  late: 'THE 72 HOURS ARE OVER: say why.',
  happened: 'What happened',
  period: 'Period',
  byAccount: (name) => `The account “${name}” was used by somebody who had no right to.`,
  byAddress: (address) => `From the workstation ${address} somebody had access without a right to.`,
  byBox: 'The box of this site was stolen or lost, with the records that it holds.',
  accounts: 'Accounts',
  noAccounts: 'no account that is known',
  addressLimit:
    'An address is known of the last sign-ins only; what follows counts all that these accounts did in the period.',
  disabled: 'disabled',
  signIns: 'Sign-ins in the period',
  openSessions: 'Sessions that are still open',
  endThem: 'End them: console, Sessions.',
  none: 'none',
  concerned: 'People and data concerned',
  patients: 'Patients whose record was touched, at least',
  patientsHeld: 'Patients whose record lies in the box',
  kinds: 'Kinds of data',
  acts: 'Acts',
  unnamed: (count) =>
    `${count} searches or exports do not name each patient: count more people, and all where there was a bulk export.`,
  protection: 'What protects',
  signedIn: 'Encryption protects from nobody who comes in by an account: what was opened was read in clear.',
  done: 'What was done',
  doneUnsaid: 'nothing is noted: say it by --done',
  consequences: 'Likely consequences',
  consequence: 'Health data may be known to people without a right to it: harm to privacy, stigma, blackmail.',
  people: 'To the people concerned',
  peopleText: (name, from, to, what) =>
    `Dear patient, between ${from} and ${to} ${what} at ${name}. Information of your record may have been seen by somebody who had no right to. Your record is still there and complete, and your care goes on.`,
  peopleAccount: 'an account of the staff was used without a right',
  peopleAddress: 'a workstation was used without a right',
  peopleBox: 'a box that holds records disappeared',
  peopleDo:
    'What to do: beware of who speaks to you of your health unasked; pay nothing; tell us. You may ask who opened your record, for a copy, and that its use be restricted.',
  peopleAsk: 'Questions',
  peopleComplain: 'Complaints',
  check: 'Made by Carnet from its audit trail. Read it, complete it, sign it.',
};

export const breachWords: Readonly<Record<CopyLanguage, typeof fr>> = { fr, en };

/** What was done, by the words of the audit; one that is missing is shown as it is. */
const actWords: Readonly<Record<CopyLanguage, Readonly<Record<string, string>>>> = {
  fr: {
    ...{ read: 'lectures', history: 'historiques lus', search: 'recherches', export: 'exports', create: 'créations' },
    ...{ update: 'modifications', delete: 'suppressions', 'break-glass': 'ouvertures sans relation de soin' },
    ...{ 'user-disable': 'compte désactivé', 'user-reset': 'mot de passe remplacé', 'user-role': 'rôle changé' },
    ...{ password: 'mot de passe changé', 'session-end': 'session terminée', order: 'ordre du central' },
    ...{ 'sign-out-everywhere': 'toutes les sessions terminées', 'second-factor-remove': 'second facteur retiré' },
    'token-revoke': 'jeton révoqué',
  },
  en: {
    ...{ read: 'reads', history: 'histories read', search: 'searches', export: 'exports', create: 'creations' },
    ...{ update: 'changes', delete: 'deletions', 'break-glass': 'openings without a care relationship' },
    ...{ 'user-disable': 'account disabled', 'user-reset': 'password replaced', 'user-role': 'role changed' },
    ...{ password: 'password changed', 'session-end': 'session ended', order: 'order of the hub' },
    ...{ 'sign-out-everywhere': 'all sessions ended', 'second-factor-remove': 'second factor removed' },
    'token-revoke': 'token revoked',
  },
};

export function actWord(word: string, language: CopyLanguage): string {
  return actWords[language][word] ?? word;
}
