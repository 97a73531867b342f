/** Who asks, and how they prove it. */
export const signInProblemWords = {
  unauthenticated: ['Sign in first.', 'Connectez-vous d’abord.'],
  'credentials-wrong': ['The name or the password is not right.', 'Le nom ou le mot de passe n’est pas correct.'],
  'second-factor-wrong': [
    'The code is not right, or was used before. Wait for the next one, or use a recovery code.',
    'Le code n’est pas correct, ou a déjà servi. Attendez le suivant, ou utilisez un code de secours.',
  ],
  'password-refused': [
    'This password would be guessed too soon: ten characters at least, not a usual one, not the one before. Three or four words that have nothing to do with each other are good.',
    'Ce mot de passe serait trop vite deviné : dix caractères au moins, pas un mot de passe courant, pas le précédent. Trois ou quatre mots sans rapport entre eux conviennent.',
  ],
  'offer-ended': [
    'This took too long, or was begun anew elsewhere. Nothing was changed; sign in again.',
    'Le délai est dépassé, ou cela a été recommencé ailleurs. Rien n’a changé ; connectez-vous à nouveau.',
  ],
  'clock-unsure': [
    'The server does not know the time, so that it cannot judge codes of the moment. Use a recovery code, or have the clock set.',
    'Le serveur ne connaît pas l’heure et ne peut pas vérifier un code du moment. Utilisez un code de secours, ou faites régler l’horloge.',
  ],
  forbidden: ['Your role does not allow this.', 'Votre rôle ne permet pas cette action.'],
  'too-many-attempts': [
    'Too many attempts. Wait a minute, then try again.',
    'Trop d’essais. Attendez une minute puis réessayez.',
  ],
} as const satisfies Record<string, readonly [en: string, fr: string]>;
