/** What the choice of a password says beside the page of an account, in French; loaded with it. English must have the same keys. */
export const passwordFr = {
  'choose.title': 'Choisissez votre mot de passe',
  'choose.lead':
    'Le mot de passe que vous venez d’utiliser vous a été remis : quelqu’un d’autre le connaît. Choisissez le vôtre ; ensuite, Carnet s’ouvre.',
  'choose.submit': 'Prendre ce mot de passe',
  'rating.says': 'Solidité : {level}.',
  'rating.too-short': 'trop court',
  'rating.too-long': 'trop long',
  'rating.weak': 'trop facile à deviner',
  'rating.good': 'bonne',
  'rating.strong': 'très bonne',
  'rating.help.longer': 'Douze caractères au moins : ajoutez un mot.',
  'rating.help.shorter': '256 caractères au plus.',
  'rating.help.no-names': 'Évitez votre nom et celui de l’hôpital.',
  'rating.help.no-usual':
    'C’est surtout un mot courant, une suite de touches ou une date : d’autres les essaient d’abord.',
  'rating.help.more-words': 'Un mot de plus, sans rapport avec les autres, le renforce.',
  'rating.unknown': 'Pas encore évalué ; il le sera quand vous le prendrez.',
} as const;
