import { en as kitEn } from '../../kit/i18n/en.js';
import { fr as kitFr } from '../../kit/i18n/fr.js';
import { createWords } from '../../kit/i18n/use-words.js';
import { en } from './en.js';
import { fr } from './fr.js';

const all = { fr: { ...kitFr, ...fr }, en: { ...kitEn, ...en } };

export type WordKey = keyof typeof all.fr;

/** The ops page's words and the kit's. */
export const useWords = createWords<WordKey>(all);

export type OpsWords = ReturnType<typeof useWords>;
