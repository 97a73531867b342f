import { signInsEn } from '../../i18n/sign-ins-en.js';
import { signInsFr } from '../../i18n/sign-ins-fr.js';
import { createWords } from '../../i18n/use-words.js';

export const useSignInWords = createWords<keyof typeof signInsFr>({ fr: signInsFr, en: signInsEn });
