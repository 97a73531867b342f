import { accountEn } from '../../i18n/account-en.js';
import { accountFr } from '../../i18n/account-fr.js';
import { en } from '../../i18n/en.js';
import { fr } from '../../i18n/fr.js';
import { sessionsEn } from '../../i18n/sessions-en.js';
import { sessionsFr } from '../../i18n/sessions-fr.js';
import { createWords } from '../../i18n/use-words.js';

/** The kit's words with those of one's own sessions. */
export const useSessionWords = createWords<keyof typeof fr | keyof typeof accountFr | keyof typeof sessionsFr>({
  fr: { ...fr, ...accountFr, ...sessionsFr },
  en: { ...en, ...accountEn, ...sessionsEn },
});
