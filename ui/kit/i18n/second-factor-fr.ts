/** What is said to who sets up or shows a second factor, in French; loaded when somebody does. English must have the same keys. */
export const secondFactorFr = {
  'code.title': 'Votre code',
  'code.lead': 'Ouvrez l’application de codes de votre téléphone et saisissez les six chiffres affichés pour Carnet.',
  'code.label': 'Code',
  'code.hint': 'Six chiffres, ou un code de secours.',
  'code.missing': 'Indiquez le code.',
  'code.wrong': 'Ce code n’est pas correct, ou a déjà servi. Attendez le suivant, ou utilisez un code de secours.',
  'code.clockUnsure':
    'Le serveur ne connaît pas l’heure et ne peut pas vérifier ce code. Utilisez un code de secours, ou faites régler l’horloge.',
  'code.submit': 'Continuer',
  'code.back': 'Revenir à la connexion',
  'offer.title': 'Protégez votre compte',
  'offer.lead':
    'Un mot de passe seul peut être vu ou volé. Désormais, votre téléphone affiche aussi un code, même sans réseau. À faire une seule fois.',
  'offer.open':
    'Ouvrez sur votre téléphone une application de codes (par exemple Aegis, FreeOTP ou Google Authenticator).',
  'offer.scan': 'Ajoutez-y un compte en visant cette image.',
  'offer.picture': 'Image à lire avec le téléphone',
  'offer.type': 'Ou saisissez cette clé :',
  'offer.enter': 'Saisissez les six chiffres qu’elle affiche.',
  'offer.codeHint': 'Six chiffres, qui changent toutes les 30 secondes.',
  'offer.wrong': 'Ce code n’est pas correct. Vérifiez l’heure du téléphone, attendez le code suivant et réessayez.',
  'offer.ended': 'Le délai est dépassé, ou cela a été recommencé ailleurs. Rien n’a changé ; connectez-vous à nouveau.',
  'recovery.title': 'Vos codes de secours',
  'recovery.lead':
    'Si votre téléphone est perdu ou déchargé, chacun de ces codes vous laisse entrer une fois. Imprimez-les ou notez-les, et gardez-les loin de ce poste. Ils ne seront plus affichés.',
  'recovery.print': 'Imprimer',
  'recovery.of': 'Carnet, compte {user}',
  'recovery.kept': 'Je les ai gardés, continuer',
} as const;
