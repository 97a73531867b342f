import { en } from '../../i18n/en.js';
import { fr } from '../../i18n/fr.js';
import { lockEn } from '../../i18n/lock-en.js';
import { lockFr } from '../../i18n/lock-fr.js';
import { secondFactorEn } from '../../i18n/second-factor-en.js';
import { secondFactorFr } from '../../i18n/second-factor-fr.js';
import { createWords } from '../../i18n/use-words.js';

/** The kit's words with those of a locked session. */
export const useWords = createWords<keyof typeof fr | keyof typeof secondFactorFr | keyof typeof lockFr>({
  fr: { ...fr, ...secondFactorFr, ...lockFr },
  en: { ...en, ...secondFactorEn, ...lockEn },
});
