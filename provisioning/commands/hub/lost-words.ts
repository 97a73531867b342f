import type { RebuildReport } from '../../hub/rebuild/rebuild-hub.js';
import type { Words } from '../../words.js';
import type { NextSteps } from '../failure.js';

/** What is said of an identity that was made anew. */
export function rebuiltWords({ before, kept, version }: RebuildReport): Words {
  const [en, fr] = [
    `The identity is made anew: another issuing authority signs from now on, below the same root, and bundle ${version} tells the sites. They go on by themselves; what was signed before stays good until each site renews it.`,
    `L’identité est refaite : une autre autorité émettrice signe désormais, sous la même racine, et le lot ${version} l’apprend aux sites. Ils continuent d’eux-mêmes ; ce qui a été signé reste bon jusqu’au renouvellement de chaque site.`,
  ];
  const asideEn = kept === null ? '' : `\nWhat was left of the one before: ${kept}`;
  const asideFr = kept === null ? '' : `\nCe qui restait de la précédente : ${kept}`;
  const name = before ?? '…';
  return {
    en: `${en}${asideEn}\nCan somebody have taken the disk? Then also, before you start the hub: carnet hub trust distrust ${name} --root ROOT`,
    fr: `${fr}${asideFr}\nQuelqu’un a-t-il pu prendre le disque ? Alors aussi, avant de démarrer le central : carnet hub trust distrust ${name} --root RACINE`,
  };
}

const withRoot: Words = {
  en: 'Is the folder lost, or identity/ in it? Put key-slots.json and slot.token there from your copy, and add --root FILE: the rest is made anew',
  fr: 'Le dossier est-il perdu, ou identity/ dedans ? Remettez-y key-slots.json et slot.token depuis votre copie, et ajoutez --root FICHIER : le reste est refait',
};

/** What to do next where a restore or a rebuilding finds too little. */
export const lostSteps: NextSteps = {
  'folder-not-initialised': withRoot,
  'folder-incomplete': withRoot,
  'identity-mismatch': withRoot,
};
