import type { Words } from '../words.js';
import type { NextSteps } from './failure.js';

/** Of `--without-attachments`, which both restores take. */
export const withoutAttachmentsHelp: Words = {
  en: 'records only, where the attachments of the backup are damaged: the other end sends those that are missing',
  fr: 'les dossiers seuls, si les pièces jointes de la sauvegarde sont abîmées : l’autre bout envoie celles qui manquent',
};

export const withoutAttachmentsStep: NextSteps = {
  'backup-contents': {
    en: 'Or take another backup, or restore the records alone: --without-attachments',
    fr: 'Ou prenez une autre sauvegarde, ou restaurez les dossiers seuls : --without-attachments',
  },
};
