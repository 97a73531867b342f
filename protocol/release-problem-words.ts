/** What people are told of a release that a box does not take, or that did not serve it. */
export const releaseProblemWords = {
  'release-truncated': [
    'The release archive is not complete. Nothing was changed; this site runs as before. Copy the file again.',
    'L’archive de la version est incomplète. Rien n’a été modifié ; ce site tourne comme avant. Recopiez le fichier.',
  ],
  'release-altered': [
    'The release archive was altered or damaged after it was signed. Nothing was changed; this site runs as before. Get it again from whoever made it.',
    'L’archive de la version a été altérée ou abîmée après sa signature. Rien n’a été modifié ; ce site tourne comme avant. Redemandez-la à qui l’a faite.',
  ],
  'release-untrusted': [
    'This release is not signed by anyone whom this box trusts. Nothing was changed; this site runs as before. Ask regional operations before you go on.',
    'Cette version n’est signée par personne à qui ce boîtier fait confiance. Rien n’a été modifié ; ce site tourne comme avant. Interrogez la région avant de continuer.',
  ],
  'release-older': [
    'This release is not newer than the one that runs. Nothing was changed. To go back to the one before: carnet upgrade back.',
    'Cette version n’est pas plus récente que celle qui tourne. Rien n’a été modifié. Pour revenir à la précédente : carnet upgrade back.',
  ],
  'release-foreign': [
    'This release is made for another machine or another Node. Nothing was changed; this site runs as before. Get the archive that names this one.',
    'Cette version est faite pour une autre machine ou un autre Node. Rien n’a été modifié ; ce site tourne comme avant. Demandez l’archive qui lui correspond.',
  ],
  'release-one-way': [
    'After this release the one before can no longer open the records: there is no way back. Nothing was changed. Repeat with --one-way when somebody can stay with it.',
    'Après cette version, la précédente ne peut plus ouvrir les dossiers : il n’y a pas de retour. Rien n’a été modifié. Répétez avec --one-way quand quelqu’un peut rester à côté.',
  ],
  'release-unhealthy': [
    'The new release did not serve this site as it must. What was saved is safe.',
    'La nouvelle version n’a pas servi ce site comme il faut. Ce qui était enregistré est en sécurité.',
  ],
} as const satisfies Record<string, readonly [en: string, fr: string]>;
