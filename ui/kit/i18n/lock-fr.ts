/** What stands before a locked session, in French; loaded with it. English must have the same keys. */
export const lockFr = {
  'lock.soon': 'Cet écran va se verrouiller. Touchez-le ou pressez une touche pour continuer.',
  'lock.thrownAway':
    'Le {time}, une autre personne s’est connectée sur ce poste : ce que vous aviez saisi sans l’enregistrer a été effacé.',
  'lock.title': 'Session verrouillée',
  'lock.of': 'Session de {name}',
  'lock.kept': 'Ce qui était ouvert ou saisi est gardé.',
  'lock.pin': 'Code PIN',
  'lock.pinMissing': 'Indiquez votre code PIN.',
  'lock.open': 'Déverrouiller',
  'lock.byPassword': 'Utiliser le mot de passe',
  'lock.byPin': 'Utiliser le code PIN',
  'lock.pinWrong': 'Ce code PIN n’est pas correct.',
  'lock.pinSpent': 'Trois codes PIN étaient faux : indiquez votre mot de passe et un code.',
  'lock.wrong': 'Le mot de passe n’est pas correct. Vérifiez les majuscules, puis réessayez.',
  'lock.allWrong': 'Le mot de passe ou le code n’est pas correct, ou le code a déjà servi.',
  'lock.other': 'Ce n’est pas vous ?',
  'lock.leave': 'Changer de personne',
  'lock.leaveLead':
    'La session de {name} sera terminée, et ce qui y était saisi sans être enregistré sera effacé. Ce qui est enregistré reste.',
  'lock.leaveSure': 'Terminer cette session',
  'lock.back': 'Retour',
} as const;
