/** What is unusual of sign-ins, in French; loaded with it. English must have the same keys. */
export const signInsFr = {
  'signIns.title': 'Une connexion inhabituelle à votre compte',
  'signIns.at': '{at}, depuis le poste {address} : {reasons}.',
  'signIns.hour': 'à une heure inhabituelle',
  'signIns.place': 'depuis un poste que vous n’aviez jamais utilisé',
  'signIns.pace': 'à un rythme impossible pour une seule personne',
  'signIns.accounts': 'plusieurs comptes essayés depuis un même poste',
  'signIns.guesses': 'beaucoup de mauvais mots de passe pour un compte',
  'signIns.mine': 'C’était moi',
  'signIns.notMine': 'Ce n’était pas moi',
  'signIns.cannotConfirm':
    'Cette session est elle-même inhabituelle. Pour confirmer que c’était vous, connectez-vous depuis un poste que vous utilisez d’habitude.',
  'signIns.denied':
    'Cette session est terminée et l’administration de l’hôpital le voit. Changez votre mot de passe maintenant : votre compte est sous votre nom, dans cette page.',
} as const;
