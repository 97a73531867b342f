import type { fr } from './fr.js';

/** The ops page's words in English. */
export const en: Readonly<Record<keyof typeof fr, string>> = {
  'app.note': 'Regional operations, at the hub',
};
