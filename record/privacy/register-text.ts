import type { CopyLanguage } from '../subject-copy/plain-words.js';
import type { ProcessingRegister, RegisterEntry } from './register.js';

/** The columns of an entry, and their names. */
export const registerColumns = ['purpose', 'basis', 'people', 'data', 'recipients', 'retention'] as const;

export const registerWords: Readonly<
  Record<
    CopyLanguage,
    Readonly<Record<(typeof registerColumns)[number] | 'title' | 'responsible' | 'contact' | 'measures', string>>
  >
> = {
  fr: {
    title: 'Registre des traitements',
    responsible: 'Responsable',
    contact: 'Contact',
    measures: 'Mesures de sécurité en vigueur',
    purpose: 'But',
    basis: 'Fondement',
    people: 'Personnes concernées',
    data: 'Données',
    recipients: 'Destinataires',
    retention: 'Durée',
  },
  en: {
    title: 'Register of processing',
    responsible: 'Responsible',
    contact: 'Contact',
    measures: 'Security measures in force',
    purpose: 'Purpose',
    basis: 'Basis',
    people: 'People concerned',
    data: 'Data',
    recipients: 'Recipients',
    retention: 'Kept for',
  },
};

/** What a column of an entry says, on one line. */
export function cellText(entry: RegisterEntry, column: (typeof registerColumns)[number]): string {
  const value = entry[column];
  return typeof value === 'string' ? value : value.join(' ; ');
}

/** The register as Markdown. */
export function registerMarkdown(register: ProcessingRegister, language: CopyLanguage): string {
  const words = registerWords[language];
  const { node, madeAt, responsible, contact, entries, measures } = register;
  const plain = (text: string) => text.replace(/[\\`*_[\]<>|#]/g, (sign) => `\\${sign}`);
  const head = [
    `${words.responsible}: ${plain(responsible)}`,
    ...(contact === '' ? [] : [`${words.contact}: ${plain(contact)}`]),
  ];
  return [
    `# ${words.title}: ${plain(node.name)} (${node.code})`,
    ...['', ...head.map((line) => `- ${line}`), `- ${madeAt}`],
    ...entries.flatMap((entry) => [
      ...['', `## ${plain(entry.title)}`, ''],
      ...registerColumns.map((column) => `- **${words[column]}**: ${plain(cellText(entry, column))}`),
    ]),
    ...['', `## ${words.measures}`, ''],
    ...measures.map((measure) => `- ${plain(measure)}`),
  ].join('\n');
}
