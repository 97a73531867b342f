import type { sessionsFr } from './sessions-fr.js';

export const sessionsEn: Readonly<Record<keyof typeof sessionsFr, string>> = {
  'sessions.current': 'This one',
  'sessions.unknown': 'Unknown device',
  'sessions.from': 'from {address}',
  'sessions.since': 'Opened: {at}.',
  'sessions.lastUse': 'Used: {at}.',
  'sessions.locked': 'Locked.',
  'sessions.end': 'End it ({name}, {at})',
  'sessions.endOthers': 'End all others',
  'sessions.ended': 'The session has ended.',
  'sessions.othersEnded': 'All other sessions have ended.',
};
