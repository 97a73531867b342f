import { hubCode } from '../../protocol/ids.js';
import { hubAuthor, importAuthor, operatorNameIn } from '../accounts/program-author.js';
import type { CopyHolder, CopyVersion } from './copy-piece.js';
import type { CopyLanguage } from './plain-words.js';

/** What the readable copy says beside what the record says. */
export interface CopyPageWords {
  readonly title: string;
  readonly lead: (node: string, at: string) => string;
  readonly keep: string;
  readonly withdrawn: string;
  readonly erased: string;
  readonly changes: string;
  readonly element: string;
  readonly before: string;
  readonly after: string;
  readonly wrote: (name: string, at: string, gone: CopyVersion['gone']) => string;
  readonly looks: string;
  readonly looksLead: (node: string) => string;
  readonly when: string;
  readonly who: string;
  readonly did: string;
  readonly onWhat: string;
  readonly refused: string;
  readonly holders: string;
  readonly holdersLead: string;
  readonly holder: (holder: CopyHolder) => string;
  readonly nothing: string;
  readonly contentSave: (size: string) => string;
  readonly contentAway: (size: string) => string;
}

const goneFr = { withdrawn: 'a retiré', erased: 'effacé par décision légale, écrit par' } as const;
const goneEn = { withdrawn: 'withdrawn by', erased: 'erased by order of law, written by' } as const;

export const copyPageWords: Readonly<Record<CopyLanguage, CopyPageWords>> = {
  fr: {
    title: 'Copie de votre dossier médical',
    lead: (node, at) =>
      `Établie par ${node}, le ${at}. Voici tout ce qui est gardé sur vous : ce qui est en vigueur, ce qui fut corrigé ou retiré, qui l’a écrit, qui l’a consulté et qui le détient.`,
    keep: 'Ce document contient des données de santé. Gardez-le en lieu sûr.',
    withdrawn: 'Retiré du dossier.',
    erased: 'Effacé par décision légale.',
    changes: 'Qui l’a écrit, et ce qui a changé',
    element: 'Élément',
    before: 'Avant',
    after: 'Après',
    wrote: (name, at, gone) => (gone === null ? `${at} : ${name}` : `${at} : ${goneFr[gone]} ${name}`),
    looks: 'Qui a consulté ou changé votre dossier',
    looksLead: (node) => `À ${node}. Chaque autre hôpital tient sa propre liste et vous la donne sur demande.`,
    when: 'Quand',
    who: 'Qui',
    did: 'Quoi',
    onWhat: 'De quoi',
    refused: 'refusé',
    holders: 'Qui détient votre dossier, en tout ou en partie',
    holdersLead: 'Les hôpitaux qui y ont écrit ou à qui vous fûtes adressé, et le central qui les relie.',
    holder: ({ site, name }) =>
      site === hubCode ? 'Le central' : name === '' ? `Hôpital ${site}` : `${name} (${site})`,
    nothing: '–',
    contentSave: (size) => `Enregistrer le document (${size})`,
    contentAway: (size) =>
      `Le contenu (${size}) n’est pas encore arrivé ici ; il est demandé. Redemandez une copie plus tard.`,
  },
  en: {
    title: 'Copy of your medical record',
    lead: (node, at) =>
      `Made by ${node} on ${at}. This is all that is kept about you: what stands, what was corrected or withdrawn, who wrote it, who looked at it, and who holds it.`,
    keep: 'This document holds health data. Keep it in a safe place.',
    withdrawn: 'Withdrawn from the record.',
    erased: 'Erased by order of law.',
    changes: 'Who wrote it, and what changed',
    element: 'Element',
    before: 'Before',
    after: 'After',
    wrote: (name, at, gone) => (gone === null ? `${at}: ${name}` : `${at}: ${goneEn[gone]} ${name}`),
    looks: 'Who looked at your record or changed it',
    looksLead: (node) => `At ${node}. Each other hospital keeps its own list and gives it to you when you ask.`,
    when: 'When',
    who: 'Who',
    did: 'What',
    onWhat: 'Of what',
    refused: 'refused',
    holders: 'Who holds your record, or a part of it',
    holdersLead: 'The hospitals that wrote in it or that you were referred to, and the hub between them.',
    holder: ({ site, name }) => (site === hubCode ? 'The hub' : name === '' ? `Hospital ${site}` : `${name} (${site})`),
    nothing: '–',
    contentSave: (size) => `Save the document (${size})`,
    contentAway: (size) =>
      `The content (${size}) has not arrived here yet; it has been asked for. Ask for another copy later.`,
  },
};

type Pair = readonly [fr: string, en: string];
const acts: Readonly<Record<string, Pair>> = {
  create: ['a inscrit', 'wrote'],
  read: ['a consulté', 'looked at'],
  update: ['a changé', 'changed'],
  delete: ['a retiré', 'withdrew'],
  history: ['a consulté les versions', 'looked at versions'],
  search: ['a consulté', 'looked at'],
  refused: ['demande refusée', 'was refused'],
  link: ['a relié deux dossiers', 'linked two records'],
  unlink: ['a séparé deux dossiers', 'unlinked two records'],
  export: ['a fait une copie', 'made a copy'],
  import: ['a importé', 'imported'],
  notify: ['a été averti', 'was notified'],
  'break-glass': ['a ouvert sans suivi', 'opened without a care relationship'],
  'break-glass-end': ['a refermé', 'closed'],
  'break-glass-review': ['a contrôlé l’ouverture', 'reviewed the opening'],
  'remote-patient': ['a demandé la copie d’un autre hôpital', 'asked for another hospital’s copy'],
  erase: ['a effacé par décision légale', 'erased by order of law'],
};

/** What an entry of the audit says that was done; of one without words of its own, its word. */
export function actWord(action: string, language: CopyLanguage): string {
  const [word = ''] = action.split(' ');
  return acts[word]?.[language === 'fr' ? 0 : 1] ?? word;
}

/** Who wrote something, where that is no person: an import, or a command at the machine. */
export function authorWord(name: string, language: CopyLanguage): string {
  if (name === importAuthor) return language === 'fr' ? 'Import de fichiers' : 'Import of files';
  if (name === hubAuthor) return language === 'fr' ? 'Le central' : 'The hub';
  const operator = operatorNameIn(name);
  if (operator === undefined) return name;
  return language === 'fr' ? `Technicien (${operator})` : `Technician (${operator})`;
}
