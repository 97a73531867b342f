/** What people are told of conditional requests, patches and exports that were not carried out. */
export const requestProblemWords = {
  'source-system-unknown': [
    'Nobody here has an identifier of this system.',
    'Personne ici n’a d’identifiant de ce système.',
  ],
  'target-system-unknown': [
    'Nobody here has an identifier of the system that was asked for.',
    'Personne ici n’a d’identifiant du système demandé.',
  ],
  'exports-too-many': [
    'Too many exports are kept; nothing was begun. Delete one that you no longer need, or wait for its end.',
    'Trop d’exports sont gardés ; rien n’a été commencé. Supprimez-en un devenu inutile, ou attendez sa fin.',
  ],
  'subscriptions-too-many': [
    'Too many subscriptions are kept; this one was not. Delete one that is no longer needed.',
    'Trop d’abonnements sont gardés ; celui-ci ne l’a pas été. Supprimez-en un devenu inutile.',
  ],
  'export-stale': [
    'What this export showed has been put in another order since. Begin a new one.',
    'Ce que montrait cet export a été reclassé depuis. Commencez-en un nouveau.',
  ],
  'profile-unknown': [
    'This profile is not known here, so nothing was checked against it.',
    'Ce profil n’est pas connu ici : rien n’a été vérifié par rapport à lui.',
  ],
  'profile-unusable': [
    'This profile cannot be used to check anything; nothing was changed.',
    'Ce profil ne permet aucune vérification ; rien n’a été modifié.',
  ],
  'condition-none': [
    'Nothing here meets the condition; nothing was stored.',
    'Rien ici ne répond à la condition ; rien n’a été enregistré.',
  ],
  'condition-several': [
    'More than one record meets the condition; nothing was stored. Say more exactly which one is meant.',
    'Plusieurs éléments répondent à la condition ; rien n’a été enregistré. Précisez lequel est visé.',
  ],
  'condition-changed': [
    'Others are writing the same records; nothing of yours was stored. Try again.',
    'D’autres écrivent les mêmes éléments ; rien de votre envoi n’a été enregistré. Réessayez.',
  ],
  'patch-test-failed': [
    'The record is not as the patch expects it; nothing was stored. Read it again.',
    'L’élément n’est pas tel que la modification l’attend ; rien n’a été enregistré. Relisez-le.',
  ],
  'patch-inapplicable': [
    'The patch names something that the record does not have; nothing was stored.',
    'La modification vise ce que l’élément n’a pas ; rien n’a été enregistré.',
  ],
  'patients-linked': [
    'One of these records was already replaced by another, or they are one and the same; nothing was changed. Link with the record that stands, or undo that link first.',
    'L’un de ces dossiers est déjà remplacé par un autre, ou il s’agit du même ; rien n’a été modifié. Liez avec le dossier qui vaut, ou défaites d’abord ce lien.',
  ],
  'patients-not-linked': [
    'These two records are not linked as one person’s; nothing was changed.',
    'Ces deux dossiers ne sont pas liés comme ceux d’une même personne ; rien n’a été modifié.',
  ],
  'already-final': [
    'This is final: it is not opened again, and what was done is not written anew. Mark it as entered in error and record what is right, or amend a result. Nothing was changed.',
    'Ceci est définitif : on ne le rouvre pas, et ce qui a été fait ne se réécrit pas. Marquez-le comme saisi par erreur et notez ce qui est juste, ou amendez un résultat. Rien n’a été modifié.',
  ],
  'link-by-operation': [
    'Records of one person are linked and parted by $link and $unlink, which ask who and why; nothing was changed.',
    'Les dossiers d’une même personne se lient et se séparent par $link et $unlink, qui demandent qui et pourquoi ; rien n’a été modifié.',
  ],
  'reason-wanted': [
    'Say why: nothing was changed, for this needs a reason.',
    'Dites pourquoi : rien n’a été modifié, car il faut une raison.',
  ],
  'no-care-relationship': [
    'This patient is not in the care of this hospital, so nothing of yours was stored. Reception, a nurse or a midwife checks them in when they come; in an emergency open the record from the chart.',
    'Ce patient n’est pas suivi ici ; rien de votre envoi n’a été enregistré. L’accueil, un infirmier ou une sage-femme enregistre son arrivée ; en cas d’urgence, ouvrez le dossier depuis sa page.',
  ],
  'licence-over': [
    'Your licence is over or not yet good, so this cannot be prescribed under your name. The hospital’s administrator can renew it.',
    'Votre autorisation d’exercer n’est pas valable : la prescription ne peut pas être enregistrée à votre nom. L’administrateur de l’hôpital peut la renouveler.',
  ],
} as const satisfies Record<string, readonly [en: string, fr: string]>;
