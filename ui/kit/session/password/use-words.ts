import { accountEn } from '../../i18n/account-en.js';
import { accountFr } from '../../i18n/account-fr.js';
import { en } from '../../i18n/en.js';
import { fr } from '../../i18n/fr.js';
import { passwordEn } from '../../i18n/password-en.js';
import { passwordFr } from '../../i18n/password-fr.js';
import { createWords } from '../../i18n/use-words.js';

/** The kit's words with those of an account and of the choice of a password. */
export const useWords = createWords<keyof typeof fr | keyof typeof accountFr | keyof typeof passwordFr>({
  fr: { ...fr, ...accountFr, ...passwordFr },
  en: { ...en, ...accountEn, ...passwordEn },
});
