import { en } from '../../kit/i18n/en.js';
import { fr } from '../../kit/i18n/fr.js';
import { signInsEn } from '../../kit/i18n/sign-ins-en.js';
import { signInsFr } from '../../kit/i18n/sign-ins-fr.js';
import { createWords } from '../../kit/i18n/use-words.js';
import { consoleEn } from './console-en.js';
import { consoleFr } from './console-fr.js';

/** The words of the console, with those of sign-ins and of the kit. */
export const useConsoleWords = createWords<keyof typeof consoleFr | keyof typeof signInsFr | keyof typeof fr>({
  fr: { ...fr, ...signInsFr, ...consoleFr },
  en: { ...en, ...signInsEn, ...consoleEn },
});
