import { en as kitEn } from '../../kit/i18n/en.js';
import { fr as kitFr } from '../../kit/i18n/fr.js';
import { linkEn } from '../../kit/i18n/link-en.js';
import { linkFr } from '../../kit/i18n/link-fr.js';
import { createWords } from '../../kit/i18n/use-words.js';
import { alertsEn } from './alerts-en.js';
import { alertsFr } from './alerts-fr.js';
import { en } from './en.js';
import { fr } from './fr.js';
import { watchEn } from './watch-en.js';
import { watchFr } from './watch-fr.js';

/** The words of the ops console and the kit's. */
export const useWords = createWords<
  keyof typeof kitFr | keyof typeof linkFr | keyof typeof fr | keyof typeof alertsFr | keyof typeof watchFr
>({
  fr: { ...kitFr, ...linkFr, ...fr, ...alertsFr, ...watchFr },
  en: { ...kitEn, ...linkEn, ...en, ...alertsEn, ...watchEn },
});

export type OpsWords = ReturnType<typeof useWords>;
