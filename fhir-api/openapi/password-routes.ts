import { passwordHints, passwordLevels } from '../../record/accounts/password-rating.js';
import type { RouteDescriptions } from './document.js';
import { oneOf, record, text } from './schema.js';

/** Passwords that a person thinks of. @param session what an opened session is answered with */
export function passwordRoutes(session: Readonly<Record<string, unknown>>): RouteDescriptions {
  return {
    'POST /api/account/password-rating': {
      summary: 'How a password that somebody thinks of stands up to guessing, and what would help; it is kept nowhere.',
      body: record({ next: text }),
      answer: record({ level: oneOf(...passwordLevels), hint: oneOf(...passwordHints) }),
      refusal: 'outcome',
    },
    'POST /api/account/own-password': {
      summary:
        'Takes one’s own password in the place of one that was given (choosesPassword), without which the session does nothing else. Wants a proof of the last five minutes.',
      body: record({ next: text }),
      answer: session,
      refusal: 'outcome',
    },
  };
}
