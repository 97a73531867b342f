export const careFr = {
  'care.outside': 'Ce patient n’est pas suivi ici actuellement',
  'care.outsideText':
    'Son dossier médical reste fermé. Quand le patient se présente, l’accueil, un infirmier ou une sage-femme enregistre son arrivée.',
  'care.checkIn': 'Accueillir',
  'care.checkedIn': 'Arrivée enregistrée : le dossier est ouvert aux soignants.',
  'care.notSaved': 'L’arrivée n’a pas été enregistrée. Réessayez.',
  'care.open': 'Ouvrir quand même le dossier',
  'care.openLead':
    'Le dossier s’ouvre 60 minutes, pour vous seul, sur ce poste. L’ouverture est notée, relue par l’administration de l’hôpital et visible du patient.',
  'care.openSubmit': 'Ouvrir pour 60 minutes',
  'care.reason': 'Motif',
  'care.reason.emergency': 'Urgence vitale',
  'care.reason.not-checked-in': 'Le patient est ici, son arrivée n’est pas encore enregistrée',
  'care.reason.advice': 'Avis demandé par un autre hôpital',
  'care.reason.follow-up': 'Suite de soins : un résultat, un appel',
  'care.opened': 'Dossier ouvert sans suivi : encore {minutes} min',
  'care.openedText': 'Chaque consultation est notée, relue et visible du patient.',
  'care.end': 'Refermer le dossier',
  'care.looks': 'Ouvertures sans suivi',
  'care.look': '{at}, {user} : {reason}',
} as const;
