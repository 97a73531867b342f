import { accountEn } from '../../i18n/account-en.js';
import { accountFr } from '../../i18n/account-fr.js';
import { en } from '../../i18n/en.js';
import { fr } from '../../i18n/fr.js';
import { keysEn } from '../../i18n/keys-en.js';
import { keysFr } from '../../i18n/keys-fr.js';
import { secondFactorEn } from '../../i18n/second-factor-en.js';
import { secondFactorFr } from '../../i18n/second-factor-fr.js';
import { createWords } from '../../i18n/use-words.js';

/** The kit's words with those of an account. */
export const useWords = createWords<
  keyof typeof fr | keyof typeof secondFactorFr | keyof typeof accountFr | keyof typeof keysFr
>({
  fr: { ...fr, ...secondFactorFr, ...accountFr, ...keysFr },
  en: { ...en, ...secondFactorEn, ...accountEn, ...keysEn },
});
