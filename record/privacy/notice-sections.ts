import { rectificationDaysMax } from '../builders/rectification.js';
import type { CopyLanguage } from '../subject-copy/plain-words.js';
import type { NoticeFacts } from './notice-facts.js';

export interface NoticeSection {
  readonly title: string;
  /** Paragraphs; of what nobody said there is none. */
  readonly paragraphs: readonly string[];
  readonly items: readonly string[];
}

export const noticeTitles: Readonly<Record<CopyLanguage, string>> = {
  fr: 'Vos données de santé : notice d’information',
  en: 'Your health data: privacy notice',
};

/** What a hospital tells the people whose data it keeps (Law 2024/017 of Cameroon, rule R40). */
export function noticeSections(facts: NoticeFacts, language: CopyLanguage): readonly NoticeSection[] {
  const sections = language === 'fr' ? frenchSections(facts) : englishSections(facts);
  return sections.map(({ title, paragraphs, items }) => ({
    title,
    paragraphs: paragraphs.map((text) => text.trim()).filter((text) => text !== ''),
    items,
  }));
}

const keptFrench: readonly string[] = [
  'qui vous êtes : nom, naissance, adresse, téléphone, numéros, personnes à prévenir',
  'vos visites, rendez-vous et transferts',
  'votre santé : problèmes, allergies, mesures, résultats, ordonnances, médicaments délivrés, vaccins, documents',
  'les factures et prises en charge, s’il y en a',
  'qui a écrit, consulté ou corrigé votre dossier, et quand',
];

const rightsFrench: readonly string[] = [
  'recevoir la copie de tout ce qui est gardé sur vous, avec la liste de ceux qui l’ont consulté',
  `faire corriger ce qui est faux ; réponse sous ${rectificationDaysMax} jours, et par écrit si c’est refusé`,
  'limiter l’usage de votre dossier, et lever cette limite quand vous voulez',
  'demander l’effacement, dans les cas prévus par la loi',
  'retirer un consentement que vous avez donné',
];

const keptEnglish: readonly string[] = [
  'who you are: name, birth, address, telephone, numbers, people to contact',
  'your visits, appointments and referrals',
  'your health: problems, allergies, measurements, results, prescriptions, medicines dispensed, vaccinations, documents',
  'invoices and coverage, where there are any',
  'who wrote in your record, looked at it or corrected it, and when',
];

const rightsEnglish: readonly string[] = [
  'to receive a copy of all that is kept of you, with the list of who looked at it',
  `to have corrected what is wrong; answered within ${rectificationDaysMax} days, and in writing where it is refused`,
  'to restrict the use of your record, and to lift that whenever you want',
  'to ask for erasure, where the law provides for it',
  'to withdraw a consent that you gave',
];

function responsibleOf({ privacyResponsible, site }: NoticeFacts): string {
  return privacyResponsible.trim() || site;
}

function frenchSections(facts: NoticeFacts): readonly NoticeSection[] {
  const { privacyAddress, privacyContact, privacyAuthority, privacyRecordYears: years, hub } = facts;
  const ask = privacyContact.trim() === '' ? 'l’accueil de l’hôpital' : privacyContact.trim();
  return [
    { title: 'Qui est responsable', paragraphs: [responsibleOf(facts), privacyAddress], items: [] },
    {
      title: 'Ce qui est gardé',
      paragraphs: [],
      items: keptFrench,
    },
    {
      title: 'Pourquoi, et de quel droit',
      paragraphs: [
        'Pour vous soigner, ici et là où l’on vous adresse, et pour la continuité de vos soins : la loi n° 2024/017 du 23 décembre 2024 permet à des soignants tenus au secret de traiter des données de santé à cette fin. Tenir un dossier médical et la trace des accès est une obligation de l’hôpital.',
        'Aucune de ces données n’est vendue ni utilisée pour de la publicité. Les messages (SMS, courriels) ne contiennent jamais rien de médical.',
      ],
      items: [],
    },
    {
      title: 'Qui les reçoit',
      paragraphs: [`Chacun n’en voit que ce que demande son travail.`],
      items: [
        'le personnel de cet hôpital, selon sa fonction',
        'les hôpitaux du réseau où vous êtes suivi ou adressé',
        `le central qui relie ces hôpitaux : ${hub}`,
        'les autorités de santé, en chiffres sans nom',
      ],
    },
    {
      title: 'Combien de temps',
      paragraphs: [
        years > 0
          ? `Votre dossier médical est gardé ${years} ans après votre dernière visite.`
          : 'Votre dossier médical est gardé aussi longtemps que les règles sur les dossiers médicaux le demandent.',
        'Il est chiffré, et n’est effacé que par une décision écrite, jamais par oubli.',
      ],
      items: [],
    },
    {
      title: 'Vos droits',
      paragraphs: [`Pour les exercer, adressez-vous à : ${ask}. Une pièce d’identité vous sera demandée.`],
      items: rightsFrench,
    },
    {
      title: 'Se plaindre',
      paragraphs: [
        privacyAuthority.trim() === ''
          ? 'Vous pouvez saisir l’autorité de protection des données à caractère personnel.'
          : `Vous pouvez saisir : ${privacyAuthority.trim()}`,
      ],
      items: [],
    },
  ];
}

function englishSections(facts: NoticeFacts): readonly NoticeSection[] {
  const { privacyAddress, privacyContact, privacyAuthority, privacyRecordYears: years, hub } = facts;
  const ask = privacyContact.trim() === '' ? 'the reception of the hospital' : privacyContact.trim();
  return [
    { title: 'Who is responsible', paragraphs: [responsibleOf(facts), privacyAddress], items: [] },
    {
      title: 'What is kept',
      paragraphs: [],
      items: keptEnglish,
    },
    {
      title: 'Why, and by what right',
      paragraphs: [
        'To care for you, here and where you are referred to, and so that your care goes on: Law No. 2024/017 of 23 December 2024 allows health workers bound by secrecy to process health data for that. To keep a medical record, and the trail of who had access, is a duty of the hospital.',
        'None of it is sold or used for advertising. Messages (SMS, e-mail) never say anything medical.',
      ],
      items: [],
    },
    {
      title: 'Who receives it',
      paragraphs: ['Each sees only what their work needs.'],
      items: [
        'the staff of this hospital, each by their role',
        'the hospitals of the network where you are cared for or referred to',
        `the hub between these hospitals: ${hub}`,
        'health authorities, as figures without names',
      ],
    },
    {
      title: 'For how long',
      paragraphs: [
        years > 0
          ? `Your medical record is kept for ${years} years after your last visit.`
          : 'Your medical record is kept for as long as the rules on medical records demand.',
        'It is encrypted, and erased by a written decision only, never by neglect.',
      ],
      items: [],
    },
    {
      title: 'Your rights',
      paragraphs: [`To use them, ask: ${ask}. You will be asked to show who you are.`],
      items: rightsEnglish,
    },
    {
      title: 'To complain',
      paragraphs: [
        privacyAuthority.trim() === ''
          ? 'You may turn to the authority for the protection of personal data.'
          : `You may turn to: ${privacyAuthority.trim()}`,
      ],
      items: [],
    },
  ];
}
