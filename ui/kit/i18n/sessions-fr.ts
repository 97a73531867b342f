/** What is said of one's own sessions, in French. English must have the same keys. */
export const sessionsFr = {
  'sessions.current': 'Celle-ci',
  'sessions.unknown': 'Appareil inconnu',
  'sessions.from': 'depuis {address}',
  'sessions.since': 'Ouverte : {at}.',
  'sessions.lastUse': 'Utilisée : {at}.',
  'sessions.locked': 'Verrouillée.',
  'sessions.end': 'Terminer ({name}, {at})',
  'sessions.endOthers': 'Terminer toutes les autres',
  'sessions.ended': 'La session est terminée.',
  'sessions.othersEnded': 'Toutes les autres sessions sont terminées.',
} as const;
