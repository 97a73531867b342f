import type { Words } from '../../words.js';

/** What is said once of a root that was made: where it is, what opens it, and what to do with both. */
export function rootWords(file: string, code: string, isOnDiskOfHub: boolean): Words {
  const en = `The root key is sealed in ${file}; this code opens it and is shown only now:\n\n  ${code}\n\nWrite the code down, and keep it apart from the file. Both are needed to exchange what signs the sites’ certificates.`;
  const fr = `La clé racine est scellée dans ${file} ; ce code l’ouvre et n’est montré que maintenant :\n\n  ${code}\n\nNotez le code et gardez-le loin du fichier. Il faut les deux pour remplacer ce qui signe les certificats des sites.`;
  if (!isOnDiskOfHub) return { en, fr };
  return {
    en: `${en}\nThe file still lies on the hub’s disk: move it onto two sticks, lock them away, and delete it here.`,
    fr: `${fr}\nLe fichier est encore sur le disque du central : mettez-le sur deux clés USB sous clé, puis effacez-le ici.`,
  };
}
