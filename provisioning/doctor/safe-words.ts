import type { Words } from '../words.js';

/** What is safe all the same, as findings say it. */
export const savedIsSafe: Words = { en: 'what was saved is safe', fr: 'ce qui est enregistré est en sécurité' };
export const careGoesOn: Words = {
  en: 'care goes on here, and what waits is kept',
  fr: 'les soins continuent ici, et ce qui attend est gardé',
};
export const nothingTouched: Words = {
  en: 'nothing was touched, and the files stay as they are',
  fr: 'rien n’a été touché, les fichiers restent tels quels',
};
