import { en as kitEn } from '../../kit/i18n/en.js';
import { fr as kitFr } from '../../kit/i18n/fr.js';
import { createWords } from '../../kit/i18n/use-words.js';
import { en } from './en.js';
import { fr } from './fr.js';

/** The words of the ops console and the kit's. */
export const useWords = createWords<keyof typeof kitFr | keyof typeof fr>({
  fr: { ...kitFr, ...fr },
  en: { ...kitEn, ...en },
});

export type OpsWords = ReturnType<typeof useWords>;
