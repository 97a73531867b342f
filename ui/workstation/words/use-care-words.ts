import { createWords } from '../../kit/i18n/use-words.js';
import { careEn } from './care-en.js';
import { careFr } from './care-fr.js';

export type CareWordKey = keyof typeof careFr;

export const useCareWords = createWords<CareWordKey>({ fr: careFr, en: careEn });
