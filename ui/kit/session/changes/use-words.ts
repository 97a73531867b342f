import { changesEn } from '../../i18n/changes-en.js';
import { changesFr } from '../../i18n/changes-fr.js';
import { createWords } from '../../i18n/use-words.js';

export const useChangeWords = createWords<keyof typeof changesFr>({ fr: changesFr, en: changesEn });
