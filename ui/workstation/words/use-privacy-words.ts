import { createWords } from '../../kit/i18n/use-words.js';
import { privacyEn } from './privacy-en.js';
import { privacyFr } from './privacy-fr.js';

export const usePrivacyWords = createWords<keyof typeof privacyFr>({ fr: privacyFr, en: privacyEn });
