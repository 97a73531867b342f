import { createWords } from '../../kit/i18n/use-words.js';
import { careEn } from './care-en.js';
import { careFr } from './care-fr.js';

export const useCareWords = createWords<keyof typeof careFr>({ fr: careFr, en: careEn });
